//! PUBLISH, both ways: what is taken and acknowledged, and what is delivered.

use mqtt_wire::{Packet, Publish, QoS};

use super::outbox::Delivery;
use super::{CloseReason, MAX_MESSAGE_BYTES, Session, State};
use crate::decision::Rule;
use crate::fault::{Hook, Manner, Side};
use crate::{PracticeDps, Timestamp};

impl Session {
    pub(super) fn publish(&mut self, service: &mut PracticeDps, publish: &Publish, now: Timestamp) {
        if publish.qos == QoS::ExactlyOnce {
            return self.close(service, CloseReason::NotServed(Rule::QosTwo), now);
        }
        let bytes = publish.payload.len();
        if bytes > MAX_MESSAGE_BYTES {
            return self.close(service, CloseReason::MessageTooLarge(bytes), now);
        }
        match self.state {
            State::Provisioning(_) => self.request(service, publish, now),
            State::Hub(_) => self.hub_message(service, publish, now),
            State::Fresh | State::Deaf | State::Closed => {}
        }
    }

    /// Acknowledges a QoS 1 message: always before any answer to it.
    pub(super) fn acknowledge(
        &mut self,
        service: &mut PracticeDps,
        publish: &Publish,
        now: Timestamp,
    ) {
        let Some(packet_id) = publish.packet_id else {
            return;
        };
        let side = match self.state {
            State::Hub(_) => Side::Hub,
            _ => Side::Provisioning,
        };
        let is_puback = |hook: &Hook| matches!(hook, Hook::Puback(on) if *on == side);
        if service
            .fire(now, self.id, self.name(), &is_puback)
            .is_none()
        {
            self.outbox.send(&Packet::Puback { packet_id });
        }
    }

    /// Sends a message to the device, if it has subscribed to `filter`.
    pub(super) fn deliver(
        &mut self,
        service: &mut PracticeDps,
        filter: &str,
        topic: String,
        payload: Vec<u8>,
        manner: Manner,
        now: Timestamp,
    ) {
        match self.outbox.deliver(filter, topic, payload, manner) {
            Delivery::Sent => {}
            Delivery::NotSubscribed => {
                let what =
                    format!("an answer was dropped: the device has not subscribed to {filter:?}");
                service.record(now, self.id, self.name(), what, None);
            }
            Delivery::TooManyInFlight => {
                let reason = CloseReason::NotServed(Rule::AcknowledgementsMissing);
                self.close(service, reason, now);
            }
            Delivery::Unwritable => {
                self.close(service, CloseReason::AnswerUnwritable, now);
            }
        }
    }
}

//! What a session sends, and what it may send: subscriptions and deliveries under way.

use mqtt_wire::{Packet, Publish, QoS};

use super::MAX_IN_FLIGHT;
use crate::Effect;
use crate::sorted_map::SortedMap;

/// The packet identifier of the first delivery, as the service was seen to use it, again and again.
const FIRST_PACKET_ID: u16 = 2;

#[derive(Debug, Default)]
pub(super) struct Outbox {
    effects: Vec<Effect>,
    /// Only filters the service serves get in here, so there are few.
    subscriptions: SortedMap<String, QoS>,
    /// At most [`MAX_IN_FLIGHT`].
    in_flight: Vec<u16>,
}

/// What became of a message to the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    Sent,
    NotSubscribed,
    TooManyInFlight,
    Unwritable,
}

impl Outbox {
    pub(super) fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Sends a packet without text in it, which can always be written.
    pub(super) fn send(&mut self, packet: &Packet) {
        self.try_send(packet);
    }

    fn try_send(&mut self, packet: &Packet) -> bool {
        let bytes = packet.encode();
        let is_written = bytes.is_ok();
        self.effects.extend(bytes.ok().map(Effect::Send));
        is_written
    }

    pub(super) fn subscribe(&mut self, filter: &str, granted: QoS) {
        self.subscriptions.insert(filter.to_owned(), granted);
    }

    pub(super) fn unsubscribe(&mut self, filter: &str) {
        self.subscriptions.remove(filter);
    }

    pub(super) fn acknowledged(&mut self, packet_id: u16) {
        self.in_flight.retain(|id| *id != packet_id);
    }

    pub(super) fn deliver(&mut self, filter: &str, topic: String, payload: Vec<u8>) -> Delivery {
        let Some(&qos) = self.subscriptions.get(filter) else {
            return Delivery::NotSubscribed;
        };
        let mut packet_id = None;
        if qos != QoS::AtMostOnce {
            if self.in_flight.len() >= MAX_IN_FLIGHT {
                return Delivery::TooManyInFlight;
            }
            packet_id = (FIRST_PACKET_ID..).find(|id| !self.in_flight.contains(id));
        }
        let sent = self.try_send(&Packet::Publish(Publish {
            topic,
            payload,
            qos,
            retain: false,
            dup: false,
            packet_id,
        }));
        if !sent {
            return Delivery::Unwritable;
        }
        self.in_flight.extend(packet_id);
        Delivery::Sent
    }
}

//! SUBSCRIBE: the filters that are served, and no others.

use mqtt_wire::{Packet, QoS, Suback, Subscribe};

use super::{CloseReason, Session, State, provisioning};
use crate::decision::Rule;
use crate::fault::{Hook, SubscribeFault};
use crate::{PracticeDps, Timestamp};

/// SUBACK: the subscription is refused.
const SUBSCRIPTION_REFUSED: u8 = 0x80;

impl Session {
    pub(super) fn subscribe(
        &mut self,
        service: &mut PracticeDps,
        subscribe: &Subscribe,
        now: Timestamp,
    ) {
        let serves = |filter: &str| match &self.state {
            State::Provisioning(_) => provisioning::serves(filter),
            State::Hub(hub) => hub.serves(filter),
            State::Fresh | State::Deaf | State::Closed => false,
        };
        let foreign = subscribe.filters.iter().find(|(filter, _)| !serves(filter));
        if let Some((filter, _)) = foreign {
            let what = format!("asked for {filter:?}");
            service.record(
                now,
                self.id,
                self.name(),
                what,
                Some(Rule::SubscriptionForeign),
            );
            let reason = CloseReason::NotServed(Rule::SubscriptionForeign);
            return self.close(service, reason, now);
        }
        let fault = match self.state {
            State::Provisioning(_) => service.fire(now, self.id, self.name(), &|hook| {
                matches!(hook, Hook::Subscribe(_))
            }),
            _ => None,
        };
        let close = match fault.map(|fault| (fault.id, fault.hook)) {
            Some((_, Hook::Subscribe(SubscribeFault::Silence))) => return,
            Some((_, Hook::Subscribe(SubscribeFault::Refused))) => {
                self.outbox.send(&Packet::Suback(Suback {
                    packet_id: subscribe.packet_id,
                    codes: vec![SUBSCRIPTION_REFUSED; subscribe.filters.len()],
                }));
                return;
            }
            Some((id, _)) => Some(CloseReason::Fault {
                id,
                with_alert: false,
            }),
            None => None,
        };
        let codes = subscribe.filters.iter().map(|(filter, wanted)| {
            let granted = (*wanted).min(QoS::AtLeastOnce);
            self.outbox.subscribe(filter, granted);
            granted.as_u8()
        });
        let codes = codes.collect();
        self.outbox.send(&Packet::Suback(Suback {
            packet_id: subscribe.packet_id,
            codes,
        }));
        if let Some(reason) = close {
            self.close(service, reason, now);
        }
    }
}

//! What a session sends, and what it may send: subscriptions and deliveries under way.

use mqtt_wire::{Packet, Publish, QoS};

use super::MAX_IN_FLIGHT;
use crate::Effect;
use crate::fault::Manner;
use crate::sorted_map::SortedMap;

/// The packet identifier of the first delivery, as the service was seen to use it, again and again.
const FIRST_PACKET_ID: u16 = 2;

#[derive(Debug, Default)]
pub(super) struct Outbox {
    effects: Vec<Effect>,
    /// How many of the effects the history knows of.
    seen: usize,
    /// How the packets of this turn leave, if not one by one.
    cut: Option<Cut>,
    /// Only filters the service serves get in here, so there are few.
    subscriptions: SortedMap<String, QoS>,
    /// At most [`MAX_IN_FLIGHT`].
    in_flight: Vec<u16>,
}

/// How packets are cut on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Bytes,
    OnePiece,
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
        self.seen = 0;
        let effects = std::mem::take(&mut self.effects);
        match self.cut.take() {
            None => effects,
            Some(cut) => cut.apply(effects),
        }
    }

    /// The packets that were sent since this was asked last.
    pub(super) fn unseen(&mut self) -> impl Iterator<Item = &[u8]> {
        let from = std::mem::replace(&mut self.seen, self.effects.len());
        let unseen = self.effects.iter().skip(from);
        unseen.filter_map(|effect| match effect {
            Effect::Send(bytes) => Some(bytes.as_slice()),
            _ => None,
        })
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

    pub(super) fn deliver(
        &mut self,
        filter: &str,
        topic: String,
        payload: Vec<u8>,
        manner: Manner,
    ) -> Delivery {
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
        let mut message = Publish {
            topic,
            payload,
            qos,
            retain: false,
            dup: false,
            packet_id,
        };
        if !self.try_send(&Packet::Publish(message.clone())) {
            return Delivery::Unwritable;
        }
        if manner.before_puback && self.effects.len() >= self.seen + 2 {
            let last = self.effects.len() - 1;
            self.effects.swap(last - 1, last);
        }
        if manner.twice {
            message.dup = packet_id.is_some();
            self.try_send(&Packet::Publish(message));
        }
        if manner.byte_by_byte {
            self.cut = Some(Cut::Bytes);
        } else if manner.in_one_piece {
            self.cut = Some(Cut::OnePiece);
        }
        self.in_flight.extend(packet_id);
        Delivery::Sent
    }
}

impl Cut {
    fn apply(self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut cut = Vec::new();
        for effect in effects {
            match (self, effect) {
                (Self::Bytes, Effect::Send(bytes)) => {
                    cut.extend(bytes.into_iter().map(|byte| Effect::Send(vec![byte])));
                }
                (Self::OnePiece, Effect::Send(bytes)) => match cut.last_mut() {
                    Some(Effect::Send(before)) => before.extend(bytes),
                    _ => cut.push(Effect::Send(bytes)),
                },
                (_, other) => cut.push(other),
            }
        }
        cut
    }
}

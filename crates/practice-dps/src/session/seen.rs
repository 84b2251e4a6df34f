//! Every packet leaves its trace in the history, in the order in which it was taken or sent.

use mqtt_wire::Packet;

use super::Session;
use crate::history::{Direction, MAX_SEEN_PACKET_BYTES, SeenPacket};
use crate::{PracticeDps, Timestamp};

/// What stands in place of each byte of a password: tokens are good for a while.
const BLOT: u8 = b'*';

/// How much of a CONNECT that cannot be read is shown: at most the longest fixed header, and what stands before the client id.
const SHOWN_OF_UNREADABLE_CONNECT: usize = 5 + 10;

/// The packet type of CONNECT, as it stands in the first byte.
const CONNECT: u8 = 1;

impl Session {
    /// Before the packet has its effect, so that it stands before what comes of it.
    pub(super) fn see_received(
        &self,
        service: &mut PracticeDps,
        mut frame: Vec<u8>,
        packet: Option<&Packet>,
        now: Timestamp,
    ) {
        let length = frame.len();
        if let Some(Packet::Connect(connect)) = packet {
            if self.name().is_none() {
                service.named(self.id, &connect.client_id, false);
            }
            // The password is the last field of the packet.
            let secret = connect.password.as_ref().map_or(0, Vec::len);
            frame
                .iter_mut()
                .rev()
                .take(secret)
                .for_each(|byte| *byte = BLOT);
        }
        if packet.is_none() && frame.first().is_some_and(|first| first >> 4 == CONNECT) {
            // Where its password stands nobody can say.
            frame
                .iter_mut()
                .skip(SHOWN_OF_UNREADABLE_CONNECT)
                .for_each(|byte| *byte = BLOT);
        }
        frame.truncate(MAX_SEEN_PACKET_BYTES);
        let packet_seen = SeenPacket {
            direction: Direction::FromDevice,
            bytes: frame,
            length,
        };
        service.saw_packet(now, self.id, described(packet), packet_seen);
    }

    /// After each packet has had its effect.
    pub(super) fn see_sent(&mut self, service: &mut PracticeDps, now: Timestamp) {
        for bytes in self.outbox.unseen() {
            let packet_seen = SeenPacket {
                direction: Direction::ToDevice,
                bytes: bytes.iter().take(MAX_SEEN_PACKET_BYTES).copied().collect(),
                length: bytes.len(),
            };
            let packet = Packet::decode(bytes).ok();
            service.saw_packet(now, self.id, described(packet.as_ref()), packet_seen);
        }
    }
}

/// The packet's name, and its topic if it has one.
fn described(packet: Option<&Packet>) -> String {
    match packet {
        None => "a packet that cannot be read".to_owned(),
        Some(Packet::Publish(publish)) => ["PUBLISH ", &publish.topic].concat(),
        Some(packet) => packet.name().to_owned(),
    }
}

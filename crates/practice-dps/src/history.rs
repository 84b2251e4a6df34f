//! What the service saw and decided, so that a person can read it back.
//!
//! Two lists, both bounded: the latest connections with what TLS showed about them ([`SeenConnection`]), and the
//! latest events on them ([`HistoryEntry`]). Every entry has a number that grows by one, so that a reader can ask
//! for what is new.

mod connection;

use std::collections::VecDeque;

use crate::decision::Rule;
use crate::{SessionId, Timestamp};

pub use connection::{
    MAX_SEEN_CHAIN_BYTES, MAX_SEEN_CONNECTIONS, SeenConnection, TlsFacts, TlsFailure,
};

/// The most entries kept; the oldest go first.
pub const MAX_HISTORY: usize = 2_000;

/// The most bytes of packets kept in all; the oldest entries go first.
pub const MAX_HISTORY_BYTES: usize = 1024 * 1024;

/// The most bytes kept of one packet.
pub const MAX_SEEN_PACKET_BYTES: usize = 2048;

/// The longest text of an entry, in characters: parts of it come from the device.
const MAX_TEXT_CHARS: usize = 200;

/// One thing that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryEntry {
    /// 1 for the first entry of a service, then 2, and so on, also after clearing.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// On which connection.
    pub session: SessionId,
    /// The registration id, or on the hub the device id, as far as it was known.
    pub registration_id: Option<String>,
    /// What happened, for people: a lower-case clause, or the name of a packet.
    pub what: String,
    /// The rule that decided, when something was decided.
    pub rule: Option<Rule>,
    /// The fault that fired, when one did: what happened here was done on purpose.
    pub fault: Option<&'static str>,
    /// The packet, when it was one.
    pub packet: Option<SeenPacket>,
}

/// A packet as it travelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenPacket {
    /// Which way.
    pub direction: Direction,
    /// Its first bytes, at most [`MAX_SEEN_PACKET_BYTES`]. A password is blotted out with `*`.
    pub bytes: Vec<u8>,
    /// How many bytes it has.
    pub length: usize,
}

/// Which way a packet went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the device.
    FromDevice,
    /// To the device.
    ToDevice,
}

impl Direction {
    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FromDevice => "fromDevice",
            Self::ToDevice => "toDevice",
        }
    }
}

/// The latest of both lists, oldest first.
#[derive(Debug, Default)]
pub(crate) struct History {
    entries: VecDeque<HistoryEntry>,
    connections: VecDeque<SeenConnection>,
    packet_bytes: usize,
    recorded: u64,
}

impl History {
    pub(crate) fn record(&mut self, mut entry: HistoryEntry) {
        shorten(&mut entry.what);
        if let Some(registration_id) = &mut entry.registration_id {
            shorten(registration_id);
        }
        if let Some(packet) = &mut entry.packet {
            packet.bytes.truncate(MAX_SEEN_PACKET_BYTES);
            packet.bytes.shrink_to_fit();
            self.packet_bytes += packet.bytes.len();
        }
        self.recorded += 1;
        entry.number = self.recorded;
        self.entries.push_back(entry);
        while self.entries.len() > MAX_HISTORY || self.packet_bytes > MAX_HISTORY_BYTES {
            let gone = self.entries.pop_front().and_then(|entry| entry.packet);
            self.packet_bytes -= gone.map_or(0, |packet| packet.bytes.len());
        }
    }

    pub(crate) fn entries(&self) -> impl DoubleEndedIterator<Item = &HistoryEntry> {
        self.entries.iter()
    }

    /// How many entries were ever recorded: the number of the latest.
    pub(crate) fn recorded(&self) -> u64 {
        self.recorded
    }

    pub(crate) fn arrived(&mut self, connection: SeenConnection) {
        if self.connections.len() == MAX_SEEN_CONNECTIONS {
            self.connections.pop_front();
        }
        self.connections.push_back(connection);
    }

    pub(crate) fn connections(&self) -> impl DoubleEndedIterator<Item = &SeenConnection> {
        self.connections.iter()
    }

    /// The connection, unless it is forgotten.
    pub(crate) fn connection_mut(&mut self, session: SessionId) -> Option<&mut SeenConnection> {
        // The latest are asked for most.
        self.connections
            .iter_mut()
            .rev()
            .find(|connection| connection.session == session)
    }

    pub(crate) fn named(&mut self, session: SessionId, registration_id: &str, is_hub: bool) {
        let mut registration_id = registration_id.to_owned();
        shorten(&mut registration_id);
        if let Some(connection) = self.connection_mut(session) {
            connection.registration_id = Some(registration_id);
            connection.is_hub = is_hub;
        }
    }

    /// Forgets what happened, and every connection that has ended.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.packet_bytes = 0;
        self.connections
            .retain(|connection| connection.closed_at.is_none());
    }
}

fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(MAX_TEXT_CHARS) {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_are_kept_and_none_is_long() {
        let mut history = History::default();
        for index in 0..=MAX_HISTORY {
            history.record(HistoryEntry {
                at: Timestamp::from_unix_secs(i64::try_from(index).unwrap()),
                registration_id: Some("ä".repeat(1000)),
                what: "x".repeat(1000),
                ..HistoryEntry::default()
            });
        }
        assert_eq!(history.entries().count(), MAX_HISTORY);
        let first = history.entries().next().unwrap();
        assert_eq!((first.number, first.at), (2, Timestamp::from_unix_secs(1)));
        assert_eq!(first.what.chars().count(), MAX_TEXT_CHARS + 1);
        assert_eq!(
            first.registration_id.as_ref().unwrap().chars().count(),
            MAX_TEXT_CHARS + 1
        );
        history.clear();
        assert_eq!(history.entries().count(), 0);
        history.record(HistoryEntry::default());
        let next = u64::try_from(MAX_HISTORY).unwrap() + 2;
        assert_eq!(history.entries().next().unwrap().number, next);
    }

    #[test]
    fn packets_are_bounded_one_by_one_and_in_all() {
        let mut history = History::default();
        for _ in 0..2 * MAX_HISTORY_BYTES / MAX_SEEN_PACKET_BYTES {
            history.record(HistoryEntry {
                packet: Some(SeenPacket {
                    direction: Direction::FromDevice,
                    bytes: vec![0; 10 * MAX_SEEN_PACKET_BYTES],
                    length: 10 * MAX_SEEN_PACKET_BYTES,
                }),
                ..HistoryEntry::default()
            });
        }
        let kept = history.entries().filter_map(|entry| entry.packet.as_ref());
        let kept: usize = kept.map(|packet| packet.bytes.len()).sum();
        assert_eq!(kept, MAX_HISTORY_BYTES);
        history.clear();
        assert_eq!(history.packet_bytes, 0);
    }

    #[test]
    fn the_latest_connections_are_kept_and_open_ones_survive_clearing() {
        let mut history = History::default();
        for number in 1..=u64::try_from(MAX_SEEN_CONNECTIONS).unwrap() + 1 {
            history.arrived(SeenConnection::new(
                SessionId(number),
                String::new(),
                Timestamp::default(),
            ));
        }
        assert_eq!(history.connections().count(), MAX_SEEN_CONNECTIONS);
        assert!(history.connection_mut(SessionId(1)).is_none());
        history.connection_mut(SessionId(2)).unwrap().closed_at = Some(Timestamp::default());
        history.clear();
        assert_eq!(history.connections().count(), MAX_SEEN_CONNECTIONS - 1);
    }
}

//! What the service takes note of, and what can be read of that.

use crate::decision::Rule;
use crate::fault::{Fault, Hook};
use crate::history::{HistoryEntry, SeenConnection, SeenPacket};
use crate::{PracticeDps, SessionId, Timestamp};

impl PracticeDps {
    /// What happened, oldest first.
    pub fn history(&self) -> impl DoubleEndedIterator<Item = &HistoryEntry> {
        self.history.entries()
    }

    /// How many entries the history ever had: the number of the latest.
    pub fn history_recorded(&self) -> u64 {
        self.history.recorded()
    }

    /// The latest connections, oldest first.
    pub fn connections(&self) -> impl DoubleEndedIterator<Item = &SeenConnection> {
        self.history.connections()
    }

    /// Forgets what happened, and the connections that have ended.
    pub fn clear_history(&mut self) {
        self.history.clear();
    }

    pub(crate) fn record(
        &mut self,
        at: Timestamp,
        session: SessionId,
        registration_id: Option<&str>,
        what: impl Into<String>,
        rule: Option<Rule>,
    ) {
        self.history.record(HistoryEntry {
            at,
            session,
            registration_id: registration_id.map(str::to_owned),
            what: what.into(),
            rule,
            ..HistoryEntry::default()
        });
    }

    /// Lets a fault fire, if one is switched on that fits; it is then in the history.
    pub(crate) fn fire(
        &mut self,
        at: Timestamp,
        session: SessionId,
        registration_id: Option<&str>,
        fits: &dyn Fn(&Hook) -> bool,
    ) -> Option<&'static Fault> {
        let (fault, _) = self.fire_from(0, at, session, registration_id, fits)?;
        Some(fault)
    }

    /// The same, looking at the faults from `start` on; and where to go on looking.
    pub(crate) fn fire_from(
        &mut self,
        start: usize,
        at: Timestamp,
        session: SessionId,
        registration_id: Option<&str>,
        fits: &dyn Fn(&Hook) -> bool,
    ) -> Option<(&'static Fault, usize)> {
        let (fault, next) = self.faults.fire(start, registration_id, fits)?;
        self.history.record(HistoryEntry {
            at,
            session,
            registration_id: registration_id.map(str::to_owned),
            what: fault.title.to_owned(),
            fault: Some(fault.id),
            ..HistoryEntry::default()
        });
        Some((fault, next))
    }

    /// Takes note of a packet.
    pub(crate) fn saw_packet(
        &mut self,
        at: Timestamp,
        session: SessionId,
        what: String,
        packet: SeenPacket,
    ) {
        let connection = self.history.connection_mut(session);
        let registration_id = connection.and_then(|connection| connection.registration_id.clone());
        self.history.record(HistoryEntry {
            at,
            session,
            registration_id,
            what,
            packet: Some(packet),
            ..HistoryEntry::default()
        });
    }

    /// Takes note of who is at the other end.
    pub(crate) fn named(&mut self, session: SessionId, registration_id: &str, is_hub: bool) {
        self.history.named(session, registration_id, is_hub);
    }

    /// Takes note of the end of a connection.
    pub(crate) fn ended(&mut self, session: SessionId, now: Timestamp) {
        if let Some(connection) = self.history.connection_mut(session) {
            connection.closed_at = Some(now);
        }
    }
}

//! What the history has of one device, in order.

use mqtt_wire::{Packet, Publish};

use super::Exhibit;
use crate::history::{Direction, HistoryEntry, SeenConnection};
use crate::{PracticeDps, SessionId, Timestamp};

pub(super) struct Story<'a> {
    /// The device's connections: those that bear its name, and the handshakes from the same address that failed.
    pub connections: Vec<&'a SeenConnection>,
    /// What happened on them.
    pub entries: Vec<&'a HistoryEntry>,
    /// The device id it was assigned, if it was.
    pub device_id: Option<&'a str>,
}

/// A packet of the story.
pub(super) struct Said<'a> {
    pub entry: &'a HistoryEntry,
    pub direction: Direction,
    pub packet: Packet,
}

impl<'a> Story<'a> {
    pub(super) fn of(service: &'a PracticeDps, registration_id: &str, is_alone: bool) -> Self {
        let registration = service.registration(registration_id);
        let assigned = registration.and_then(|registration| registration.assigned());
        let device_id = assigned.map(|(_, device_id)| device_id);
        let is_named = |connection: &SeenConnection| {
            let name = connection.registration_id.as_deref();
            match connection.is_hub {
                true => name.is_some_and(|name| {
                    Some(name) == device_id || name.eq_ignore_ascii_case(registration_id)
                }),
                false => name.is_some_and(|name| name.eq_ignore_ascii_case(registration_id)),
            }
        };
        let addresses: Vec<&str> = service
            .connections()
            .filter(|connection| is_named(connection))
            .map(|connection| host(&connection.peer))
            .collect();
        let is_its_own = |connection: &&SeenConnection| {
            let is_nameless = connection.registration_id.is_none();
            let is_from_there = is_alone || addresses.contains(&host(&connection.peer));
            is_named(connection) || (is_nameless && is_from_there)
        };
        let connections: Vec<_> = service.connections().filter(is_its_own).collect();
        let entries = service.history().filter(|entry| {
            let mut sessions = connections.iter().map(|connection| connection.session);
            sessions.any(|session| session == entry.session)
        });
        Self {
            entries: entries.collect(),
            connections,
            device_id,
        }
    }

    /// The packets on a connection, as far as they are whole.
    pub(super) fn said(&self, session: SessionId) -> Vec<Said<'a>> {
        let entries = self.entries.iter().filter(|entry| entry.session == session);
        entries.filter_map(|entry| Said::read(entry)).collect()
    }

    /// The connections to the provisioning service on which a packet came.
    pub(super) fn provisioning(&self) -> impl Iterator<Item = &'a SeenConnection> {
        let named = self.connections.iter().copied();
        named.filter(|connection| !connection.is_hub && connection.registration_id.is_some())
    }

    /// How the device came again after this connection, once it had ended at this moment.
    pub(super) fn next_arrival(
        &self,
        session: SessionId,
        ended: Timestamp,
    ) -> Option<&'a SeenConnection> {
        let mut connections = self.connections.iter().copied();
        connections.find(|connection| connection.session > session && connection.opened_at >= ended)
    }
}

impl<'a> Said<'a> {
    fn read(entry: &'a HistoryEntry) -> Option<Self> {
        let seen = entry.packet.as_ref()?;
        // A password was blotted out, which changes no length; a long packet was cut.
        let packet = Packet::decode(&seen.bytes).ok()?;
        Some(Self {
            entry,
            direction: seen.direction,
            packet,
        })
    }

    /// A message from the device.
    pub(super) fn published(&self) -> Option<&Publish> {
        match (&self.packet, self.direction) {
            (Packet::Publish(publish), Direction::FromDevice) => Some(publish),
            _ => None,
        }
    }

    /// A message to the device.
    pub(super) fn answered(&self) -> Option<&Publish> {
        match (&self.packet, self.direction) {
            (Packet::Publish(publish), Direction::ToDevice) => Some(publish),
            _ => None,
        }
    }
}

impl From<&HistoryEntry> for Exhibit {
    fn from(entry: &HistoryEntry) -> Self {
        Self {
            at: entry.at,
            session: entry.session,
            number: Some(entry.number),
            what: entry.what.clone(),
        }
    }
}

/// The arrival of a connection, with what is to be said about it.
pub(super) fn arrival(connection: &SeenConnection, what: String) -> Exhibit {
    Exhibit {
        at: connection.opened_at,
        session: connection.session,
        number: None,
        what,
    }
}

/// An address without its port.
fn host(peer: &str) -> &str {
    peer.rsplit_once(':').map_or(peer, |(host, _)| host)
}

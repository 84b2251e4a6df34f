//! The service: everything that outlives a connection. What is managed and what is noted are in files of their own.

mod managing;
mod noting;

use crate::enrollments::Enrollments;
use crate::fault::{ActiveFault, ActiveFaults, FaultOrder, HandshakeFault, Hook};
use crate::history::{History, SeenConnection, TlsFacts, TlsFailure};
use crate::hub_devices::HubDevices;
use crate::identifiers::Identifiers;
use crate::operations::Operations;
use crate::registrations::Registrations;
use crate::sorted_map::SortedMap;
use crate::throttle::Window;
use crate::{ServiceSettings, Session, SessionId, Timestamp};

const MINUTE_SECS: i64 = 60;
const POLLS_SECS: i64 = 10;

/// How long a registration may take to be decided. Whoever opened the session might have dropped it.
const DECIDED_WITHIN_SECS: i64 = 10;

/// Who is at the other end of a connection, as TLS (or, in the page, a signed nonce) has shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// The certificates in DER as sent, the peer's own first; empty when it sent none. Whoever opens the
    /// session has seen proof that the peer holds the first one's key; nothing else about them is known.
    pub chain: Vec<Vec<u8>>,
}

/// A DPS instance with its linked hubs. It holds no connection: [`PracticeDps::open`] makes a [`Session`],
/// which is given the service again with everything it receives.
#[derive(Debug)]
pub struct PracticeDps {
    pub(crate) settings: ServiceSettings,
    pub(crate) enrollments: Enrollments,
    pub(crate) hub_devices: HubDevices,
    pub(crate) operations: Operations,
    pub(crate) registrations: Registrations,
    pub(crate) identifiers: Identifiers,
    pub(crate) faults: ActiveFaults,
    history: History,
    connected: SortedMap<Identity, SessionId>,
    /// Registrations that are being decided, by registration id in lower case.
    deciding: SortedMap<String, (SessionId, Timestamp)>,
    opened_sessions: u64,
    minute: Window,
}

/// Who is connected: at most one connection each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Identity {
    /// A registration id in lower case, at the provisioning service.
    Registration(String),
    /// A device id, at the hub of this name.
    Device(String, String),
}

impl PracticeDps {
    /// A service without enrolments. The same `seed` gives the same operation ids, tracking ids and etags.
    pub fn new(settings: ServiceSettings, seed: u64) -> Self {
        Self {
            settings,
            enrollments: Enrollments::default(),
            hub_devices: HubDevices::default(),
            operations: Operations::default(),
            registrations: Registrations::default(),
            identifiers: Identifiers::new(seed),
            faults: ActiveFaults::new(seed),
            history: History::default(),
            connected: SortedMap::default(),
            deciding: SortedMap::default(),
            opened_sessions: 0,
            minute: Window::default(),
        }
    }

    /// A connection that has just been made.
    pub fn open(&mut self, peer: Peer, now: Timestamp) -> Session {
        let session = self.arrive(String::new(), now);
        self.enter(session, &peer, None, now)
    }

    /// A connection that has just been made from this address, and of which nothing else is known yet:
    /// [`PracticeDps::enter`] or [`PracticeDps::turn_away`] is to follow.
    pub fn arrive(&mut self, from: String, now: Timestamp) -> SessionId {
        self.opened_sessions += 1;
        let session = SessionId(self.opened_sessions);
        self.history
            .arrived(SeenConnection::new(session, from, now));
        session
    }

    /// Opens the session of a connection that has arrived, with what its handshake has settled.
    pub fn enter(
        &mut self,
        session: SessionId,
        peer: &Peer,
        tls: Option<TlsFacts>,
        now: Timestamp,
    ) -> Session {
        if let Some(tls) = &tls {
            let what = format!("{} with {}", tls.version, tls.cipher);
            self.record(now, session, None, what, None);
        }
        if let Some(connection) = self.history.connection_mut(session) {
            connection.presented(&peer.chain);
            connection.tls = tls;
        }
        Session::new(session, peer, now)
    }

    /// Takes note that the handshake of a connection has failed.
    pub fn turn_away(&mut self, session: SessionId, failure: TlsFailure, now: Timestamp) {
        let what = format!("no TLS connection: {}", failure.what);
        self.record(now, session, None, what, None);
        if let Some(connection) = self.history.connection_mut(session) {
            connection.tls_failure = Some(failure);
            connection.closed_at = Some(now);
        }
    }

    /// What is to go wrong in the handshake of a connection that has arrived.
    pub fn handshake_fault(
        &mut self,
        session: SessionId,
        now: Timestamp,
    ) -> Option<HandshakeFault> {
        let is_handshake = |hook: &Hook| matches!(hook, Hook::Handshake(_));
        let fault = self.fire(now, session, None, &is_handshake)?;
        if let Some(connection) = self.history.connection_mut(session) {
            connection.fault = Some(fault.id);
        }
        match fault.hook {
            Hook::Handshake(what) => Some(what),
            _ => None,
        }
    }

    /// Switches a fault on, anew if it was on. False when too many are on already.
    pub fn set_fault(&mut self, order: FaultOrder) -> bool {
        self.faults.set(order)
    }

    /// Switches a fault off; false when it was not on.
    pub fn clear_fault(&mut self, id: &str) -> bool {
        self.faults.clear(id)
    }

    /// Switches all faults off.
    pub fn clear_faults(&mut self) {
        self.faults.clear_all();
    }

    /// Has chance begin anew from this seed, where it decides whether a fault fires.
    pub fn seed_faults(&mut self, seed: u64) {
        self.faults.seed(seed);
    }

    /// The faults that are switched on, in the order in which they were.
    pub fn faults(&self) -> &[ActiveFault] {
        self.faults.list()
    }

    /// A connection that stands for one request over HTTPS, which came on `connection`: it takes no device's place.
    pub fn open_request(&mut self, connection: SessionId, peer: &Peer, now: Timestamp) -> Session {
        let carrier = self.history.connection_mut(connection);
        let (from, tls) = carrier.map_or_else(Default::default, |carrier| {
            (carrier.peer.clone(), carrier.tls.clone())
        });
        let request = self.arrive(from, now);
        let session = self.enter(request, peer, None, now);
        if let Some(seen) = self.history.connection_mut(request) {
            seen.tls = tls;
        }
        session.without_a_place()
    }

    /// How the service is set.
    pub fn settings(&self) -> &ServiceSettings {
        &self.settings
    }

    /// Changes how the service is set, from the next packet on.
    pub fn settings_mut(&mut self) -> &mut ServiceSettings {
        &mut self.settings
    }

    /// Who is enrolled.
    pub fn enrollments(&self) -> &Enrollments {
        &self.enrollments
    }

    /// Takes note of a connection; returns the one it takes the place of.
    pub(crate) fn connected(
        &mut self,
        identity: Identity,
        session: SessionId,
    ) -> Option<SessionId> {
        self.connected.insert(identity, session)
    }

    pub(crate) fn is_connected(&self, identity: &Identity, session: SessionId) -> bool {
        self.connected.get(identity) == Some(&session)
    }

    pub(crate) fn disconnected(&mut self, identity: &Identity, session: SessionId) {
        if self.is_connected(identity, session) {
            self.connected.remove(identity);
        }
    }

    /// Counts a registration; false when the minute has had enough.
    pub(crate) fn admit_registration(&mut self, now: Timestamp) -> bool {
        self.settings.quotas.is_none_or(|quotas| {
            let limit = quotas.registrations_per_minute;
            self.minute.admit(now, MINUTE_SECS, limit)
        })
    }

    /// Counts a poll; false when the device has asked too often. One that never registered is told something else.
    pub(crate) fn admit_poll(&mut self, registration_id: &str, now: Timestamp) -> bool {
        let Some(quotas) = self.settings.quotas else {
            return true;
        };
        let record = self.registrations.get_mut(registration_id);
        record.is_none_or(|record| {
            record
                .polls
                .admit(now, POLLS_SECS, quotas.polls_per_10_secs)
        })
    }

    /// Whether another connection's registration of the same device is being decided.
    pub(crate) fn is_decided_elsewhere(
        &self,
        registration_id: &str,
        session: SessionId,
        now: Timestamp,
    ) -> bool {
        let deciding = self.deciding.get(&registration_id.to_ascii_lowercase());
        deciding
            .is_some_and(|(by, since)| *by != session && now < since.plus_secs(DECIDED_WITHIN_SECS))
    }

    pub(crate) fn begins_to_decide(
        &mut self,
        registration_id: &str,
        session: SessionId,
        now: Timestamp,
    ) {
        let key = registration_id.to_ascii_lowercase();
        self.deciding.insert(key, (session, now));
    }

    pub(crate) fn has_decided(&mut self, registration_id: &str, session: SessionId) {
        let key = registration_id.to_ascii_lowercase();
        if self
            .deciding
            .get(&key)
            .is_some_and(|(by, _)| *by == session)
        {
            self.deciding.remove(&key);
        }
    }
}

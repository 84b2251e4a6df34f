//! The service: everything that outlives a connection.

use device_certs::{Certificate, Verdict};
use serde_json::{Map, Value};

use crate::decision::Rule;
use crate::enrollments::{
    CaCertificate, EnrollmentError, EnrollmentFile, EnrollmentGroup, Enrollments,
    IndividualEnrollment, ProofError,
};
use crate::fault::{ActiveFault, ActiveFaults, Fault, FaultOrder, HandshakeFault, Hook};
use crate::history::{History, HistoryEntry, SeenConnection, SeenPacket, TlsFacts, TlsFailure};
use crate::hub_devices::{HubDevice, HubDevices};
use crate::identifiers::Identifiers;
use crate::linked_hub::{LinkedHub, MAX_LINKED_HUBS};
use crate::operations::Operations;
use crate::registrations::{Registration, Registrations};
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

    /// Adds what a file says, all of it or, on an error, nothing.
    ///
    /// # Errors
    ///
    /// See [`Enrollments::load`] and [`PracticeDps::link_hub`].
    pub fn load(&mut self, mut file: EnrollmentFile) -> Result<(), EnrollmentError> {
        let mut hubs = self.settings.hubs.clone();
        for hub in file.hubs.drain(..) {
            put_hub(&mut hubs, hub)?;
        }
        self.enrollments.load(file)?;
        self.settings.hubs = hubs;
        Ok(())
    }

    /// Links a hub, or changes how it is linked.
    ///
    /// # Errors
    ///
    /// [`EnrollmentError::TooMany`]
    pub fn link_hub(&mut self, hub: LinkedHub) -> Result<(), EnrollmentError> {
        put_hub(&mut self.settings.hubs, hub)
    }

    /// Unlinks a hub; false when it was not linked. It keeps its devices, but lets none of them in any more.
    pub fn unlink_hub(&mut self, host: &str) -> bool {
        let before = self.settings.hubs.len();
        self.settings.hubs.retain(|hub| !hub.is(host));
        self.settings.hubs.len() < before
    }

    /// Adds or replaces an individual enrolment.
    ///
    /// # Errors
    ///
    /// See [`Enrollments::put_individual`].
    pub fn put_individual(
        &mut self,
        enrollment: IndividualEnrollment,
    ) -> Result<(), EnrollmentError> {
        self.enrollments.put_individual(enrollment)
    }

    /// Adds or replaces a group.
    ///
    /// # Errors
    ///
    /// See [`Enrollments::put_group`].
    pub fn put_group(&mut self, group: EnrollmentGroup) -> Result<(), EnrollmentError> {
        self.enrollments.put_group(group)
    }

    /// Adds or replaces a CA certificate.
    ///
    /// # Errors
    ///
    /// See [`Enrollments::put_certificate`].
    pub fn put_certificate(&mut self, certificate: CaCertificate) -> Result<(), EnrollmentError> {
        self.enrollments.put_certificate(certificate)
    }

    /// Removes an individual enrolment; false when there was none. The hub keeps a device that was assigned.
    pub fn delete_individual(&mut self, registration_id: &str) -> bool {
        self.enrollments.delete_individual(registration_id)
    }

    /// Removes a group; false when there was none. The hub keeps devices that were assigned.
    pub fn delete_group(&mut self, enrollment_group_id: &str) -> bool {
        self.enrollments.delete_group(enrollment_group_id)
    }

    /// Removes a CA certificate; false when there was none.
    pub fn delete_certificate(&mut self, name: &str) -> bool {
        self.enrollments.delete_certificate(name)
    }

    /// A new verification code for a CA certificate, which its proof of possession must bear. `None` when there is no
    /// such certificate.
    pub fn make_verification_code(&mut self, name: &str) -> Option<String> {
        let code = self.identifiers.verification_code();
        self.enrollments
            .set_verification_code(name, code.clone())
            .then_some(code)
    }

    /// Takes the answer to [`CaCertificate::proof_check`] for this proof: the certificate is then verified.
    ///
    /// # Errors
    ///
    /// [`ProofError`]
    pub fn prove_possession(
        &mut self,
        name: &str,
        proof: &Certificate,
        verdict: &Verdict,
    ) -> Result<(), ProofError> {
        self.enrollments.prove(name, proof, verdict)
    }

    /// The record of a device's latest registration.
    pub fn registration(&self, registration_id: &str) -> Option<&Registration> {
        self.registrations.get(registration_id)
    }

    /// All registration records, by registration id.
    pub fn registrations(&self) -> impl Iterator<Item = &Registration> {
        self.registrations.iter()
    }

    /// Removes a registration record; false when there was none. The hub keeps the device.
    pub fn delete_registration(&mut self, registration_id: &str) -> bool {
        self.registrations.delete(registration_id)
    }

    /// The devices of all hubs.
    pub fn hub_devices(&self) -> impl Iterator<Item = &HubDevice> {
        self.hub_devices.iter()
    }

    /// Merges a patch into the desired properties of a device (`null` removes a member). The new version, and the
    /// connection to call [`Session::tick`] on so that the device hears of it; `None` for a device that is not there,
    /// or a patch that is too large.
    pub fn update_desired(
        &mut self,
        hub: &str,
        device_id: &str,
        patch: Map<String, Value>,
    ) -> Option<(u64, Option<SessionId>)> {
        let device = self.hub_devices.device_mut(hub, device_id)?;
        let version = device.desire(patch)?;
        let identity = Identity::Device(device.hub.clone(), device.device_id.clone());
        Some((version, self.connected.get(&identity).copied()))
    }

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

fn put_hub(hubs: &mut Vec<LinkedHub>, hub: LinkedHub) -> Result<(), EnrollmentError> {
    if let Some(known) = hubs.iter_mut().find(|known| known.is(hub.host.as_str())) {
        *known = hub;
        return Ok(());
    }
    if hubs.len() >= MAX_LINKED_HUBS {
        return Err(EnrollmentError::TooMany {
            what: "linked hubs",
            max: MAX_LINKED_HUBS,
        });
    }
    hubs.push(hub);
    Ok(())
}

//! The service: everything that outlives a connection.

use dps_protocol::HubHostname;

use crate::decision::Rule;
use crate::enrollments::{
    CaCertificate, EnrollmentError, EnrollmentFile, EnrollmentGroup, Enrollments,
    IndividualEnrollment,
};
use crate::history::{History, HistoryEntry};
use crate::hub_devices::{HubDevice, HubDevices};
use crate::identifiers::Identifiers;
use crate::operations::Operations;
use crate::sorted_map::SortedMap;
use crate::{ServiceSettings, Session, SessionId, Timestamp};

const MINUTE_SECS: i64 = 60;

/// Who is at the other end of a connection, as TLS (or, in the page, a signed nonce) has shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// The certificates in DER as sent, the peer's own first; empty when it sent none. Whoever opens the
    /// session has seen proof that the peer holds the first one's key; nothing else about them is known.
    pub chain: Vec<Vec<u8>>,
}

/// A DPS instance with its linked hub. It holds no connection: [`PracticeDps::open`] makes a [`Session`],
/// which is given the service again with everything it receives.
#[derive(Debug)]
pub struct PracticeDps {
    pub(crate) settings: ServiceSettings,
    pub(crate) enrollments: Enrollments,
    pub(crate) hub_devices: HubDevices,
    pub(crate) operations: Operations,
    pub(crate) identifiers: Identifiers,
    history: History,
    connected: SortedMap<Identity, SessionId>,
    opened_sessions: u64,
    minute: Minute,
}

/// Who is connected: at most one connection each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Identity {
    /// A registration id in lower case, at the provisioning service.
    Registration(String),
    /// A device id, at the hub.
    Device(String),
}

/// Registrations in the minute that runs.
#[derive(Debug, Default)]
struct Minute {
    began_secs: i64,
    registrations: u32,
}

impl PracticeDps {
    /// A service without enrolments. The same `seed` gives the same operation ids, tracking ids and etags.
    pub fn new(settings: ServiceSettings, seed: u64) -> Self {
        Self {
            settings,
            enrollments: Enrollments::default(),
            hub_devices: HubDevices::default(),
            operations: Operations::default(),
            identifiers: Identifiers::new(seed),
            history: History::default(),
            connected: SortedMap::default(),
            opened_sessions: 0,
            minute: Minute::default(),
        }
    }

    /// A connection that has just been made.
    pub fn open(&mut self, peer: Peer, now: Timestamp) -> Session {
        self.opened_sessions += 1;
        Session::new(SessionId(self.opened_sessions), &peer, now)
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
    /// See [`Enrollments::load`].
    pub fn load(&mut self, file: EnrollmentFile) -> Result<(), EnrollmentError> {
        self.enrollments.load(file)
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

    /// The hub's devices, by device id.
    pub fn hub_devices(&self) -> impl Iterator<Item = (&str, &HubDevice)> {
        self.hub_devices.iter()
    }

    /// What happened, oldest first.
    pub fn history(&self) -> impl DoubleEndedIterator<Item = &HistoryEntry> {
        self.history.entries()
    }

    /// Forgets what happened.
    pub fn clear_history(&mut self) {
        self.history.clear();
    }

    pub(crate) fn hub_host(&self) -> Option<&HubHostname> {
        self.settings.hub_host.as_ref()
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
        });
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
        let Some(limit) = self.settings.registrations_per_minute else {
            return true;
        };
        let now = now.unix_secs();
        let runs = (self.minute.began_secs..self.minute.began_secs + MINUTE_SECS).contains(&now);
        if !runs {
            self.minute = Minute {
                began_secs: now,
                registrations: 0,
            };
        }
        if self.minute.registrations >= limit {
            return false;
        }
        self.minute.registrations += 1;
        true
    }
}

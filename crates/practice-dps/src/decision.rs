//! What the service decides, as pure functions: facts in, decision out.
//!
//! The order is that of the service as far as it is known, from CONNECT to the assignment:
//!
//! 1. [`connect`] (and, for the hub, [`hub_connect`]): is the connection let in?
//! 2. [`register`]: is this device enrolled? Signatures along a chain are asked for, never computed:
//!    [`Assessment::Chain`] holds the questions, [`ChainQuestion::settle`] takes the answers. (The digests behind
//!    symmetric keys are computed in place.)
//! 3. [`allocate`]: which hub gets it?
//!
//! Every decision carries the [`Rule`] that made it, and the rule knows how sure it is that the service
//! does the same.

mod allocation;
mod chain;
mod hub;
mod key;
mod refusal;
mod rule;

use device_certs::Certificate;
use device_certs::certificate::ValidAt;
use dps_protocol::hub::HubUsername;
use dps_protocol::username::Username;
use dps_protocol::{IdScope, RegistrationId};

use crate::SymmetricKey;
use crate::enrollments::{
    Enrollments, IndividualAttestation, IndividualEnrollment, Pair, ProvisioningStatus, Slot, Terms,
};

pub use allocation::{Allocation, allocate};
pub use chain::{ChainQuestion, MAX_LINKS};
pub use hub::{HubCredential, HubFacts, hub_connect};
pub use refusal::Refusal;
pub use rule::{Evidence, Rule};

/// CONNACK: the protocol version is not served.
pub const CONNACK_PROTOCOL: u8 = 1;
/// CONNACK: the client identifier is rejected.
pub const CONNACK_IDENTIFIER: u8 = 2;
/// CONNACK: "server unavailable", which is how DPS says that it does not know the ID scope.
pub const CONNACK_UNAVAILABLE: u8 = 3;
/// CONNACK: not authorized.
pub const CONNACK_UNAUTHORIZED: u8 = 5;

/// What a CONNECT says, and what TLS has shown before it.
#[derive(Clone, Copy, Debug)]
pub struct ConnectFacts<'a> {
    /// The MQTT client id.
    pub client_id: &'a str,
    /// The user name; empty when there is none.
    pub username: &'a str,
    /// Whether a client certificate came with the handshake.
    pub has_certificate: bool,
    /// Whether there is a password of at least one byte.
    pub has_password: bool,
}

/// A CONNECT that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnackRefusal {
    /// The CONNACK return code.
    pub code: u8,
    /// Why.
    pub rule: Rule,
}

impl ConnackRefusal {
    const fn unauthorized(rule: Rule) -> Self {
        Self {
            code: CONNACK_UNAUTHORIZED,
            rule,
        }
    }
}

/// Which of the two services on the port a user name addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addressed {
    /// `{idScope}/registrations/{registrationId}/..`
    Provisioning(Username),
    /// `{hub}/{deviceId}/?..`
    Hub(HubUsername),
}

impl Addressed {
    /// Tells by the shape of the user name.
    ///
    /// # Errors
    ///
    /// A refusal with code 5 when it has neither shape. (What DPS answers then is not known.)
    pub fn parse(username: &str) -> Result<Self, ConnackRefusal> {
        if let Ok(parsed) = Username::parse(username) {
            return Ok(Self::Provisioning(parsed));
        }
        match HubUsername::parse(username) {
            Ok(parsed) => Ok(Self::Hub(parsed)),
            Err(_) => Err(ConnackRefusal::unauthorized(Rule::UsernameShape)),
        }
    }
}

/// Whether DPS lets a connection in.
///
/// # Errors
///
/// The refusal. Most credential faults are not found here but at the registration, as with the service.
pub fn connect(
    facts: &ConnectFacts<'_>,
    username: &Username,
    id_scope: &IdScope,
) -> Result<(), ConnackRefusal> {
    if username.api_version.as_deref().is_none_or(str::is_empty) {
        return Err(ConnackRefusal::unauthorized(Rule::ApiVersionMissing));
    }
    if username.id_scope != id_scope.as_str() {
        return Err(ConnackRefusal {
            code: CONNACK_UNAVAILABLE,
            rule: Rule::IdScopeUnknown,
        });
    }
    if facts.client_id != username.registration_id {
        return Err(ConnackRefusal::unauthorized(Rule::ClientIdDiffers));
    }
    if !facts.has_certificate && !facts.has_password {
        return Err(ConnackRefusal::unauthorized(Rule::CredentialMissing));
    }
    Ok(())
}

/// A device that asks to be registered.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The registration id, from CONNECT.
    pub registration_id: &'a str,
    /// The certificates it presented, its own first. Possession of that one's key is proven already.
    pub chain: &'a [Certificate],
    /// The password of its CONNECT, which counts when there is no certificate.
    pub password: Option<&'a [u8]>,
    /// The ID scope it connected to, which a token in the password must be made for.
    pub id_scope: &'a str,
    /// The key it registered with before, if it did: the other one is refused until that record is deleted.
    pub registered_with: Option<Slot>,
    /// Now, in Unix seconds.
    pub now_secs: i64,
}

impl<'a> Attempt<'a> {
    /// A device that registers by certificate, for the first time.
    pub fn by_certificate(
        registration_id: &'a str,
        chain: &'a [Certificate],
        now_secs: i64,
    ) -> Self {
        Self {
            registration_id,
            chain,
            password: None,
            id_scope: "",
            registered_with: None,
            now_secs,
        }
    }
}

/// How far a registration can be decided without cryptography.
#[derive(Clone, Debug)]
pub enum Assessment {
    /// All the way.
    Settled(Decision),
    /// Signatures are to be checked first.
    Chain(ChainQuestion),
}

/// What becomes of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The device is enrolled.
    Accepted(Enrolled),
    /// It is, but the entry is disabled.
    Disabled(Enrolled),
    /// It is not.
    Refused(Refusal),
}

/// The entry that lets a device in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// Which entry.
    pub entry: Entry,
    /// What the device has shown.
    pub proof: Proof,
    /// The device id the hub will know the device by.
    pub device_id: String,
    /// The conditions of the entry.
    pub terms: Terms,
}

/// Names an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// An individual enrolment.
    Individual,
    /// A group.
    Group {
        /// Its name.
        enrollment_group_id: String,
    },
}

/// What a device has shown to be who it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Its certificate.
    Certificate,
    /// A token signed by one of its keys: the entry's own or, in a group, those derived for it.
    Key {
        /// Both keys, which the hub will know the device by.
        keys: Pair<SymmetricKey>,
        /// The one that signed.
        slot: Slot,
    },
}

impl Enrolled {
    fn individually(individual: &IndividualEnrollment, proof: Proof) -> Self {
        let device_id = match &individual.device_id {
            Some(device_id) => device_id.as_str(),
            None => individual.registration_id.as_str(),
        };
        Self {
            entry: Entry::Individual,
            proof,
            device_id: device_id.to_owned(),
            terms: individual.terms.clone(),
        }
    }

    fn decide(self) -> Decision {
        match self.terms.provisioning_status {
            ProvisioningStatus::Enabled => Decision::Accepted(self),
            ProvisioningStatus::Disabled => Decision::Disabled(self),
        }
    }

    /// The rule that let it in.
    pub fn rule(&self) -> Rule {
        match (&self.entry, &self.proof) {
            (Entry::Individual, Proof::Certificate) => Rule::IndividualMatches,
            (Entry::Group { .. }, Proof::Certificate) => Rule::GroupMatches,
            (Entry::Individual, Proof::Key { .. }) => Rule::IndividualKeyMatches,
            (Entry::Group { .. }, Proof::Key { .. }) => Rule::GroupKeyMatches,
        }
    }
}

/// Whether a device is enrolled, as far as that can be said without cryptography.
pub fn register(attempt: &Attempt<'_>, enrollments: &Enrollments) -> Assessment {
    match before_chain(attempt, enrollments) {
        Ok(decision) => Assessment::Settled(decision),
        Err(Undecided::Refused(rule)) => Assessment::Settled(Decision::Refused(Refusal::by(rule))),
        Err(Undecided::Group { leaf, above }) => {
            ChainQuestion::new(leaf, above, attempt.now_secs, enrollments).assess(enrollments)
        }
    }
}

/// What stands between a registration and the decision by an individual enrolment.
enum Undecided<'a> {
    Refused(Rule),
    Group {
        leaf: &'a Certificate,
        above: &'a [Certificate],
    },
}

fn before_chain<'a>(
    attempt: &Attempt<'a>,
    enrollments: &Enrollments,
) -> Result<Decision, Undecided<'a>> {
    let refused = |rule| Err(Undecided::Refused(rule));
    let Ok(registration_id) = RegistrationId::parse(attempt.registration_id) else {
        return refused(Rule::RegistrationIdIllegal);
    };
    let Some((leaf, above)) = attempt.chain.split_first() else {
        return key::register(attempt, &registration_id, enrollments).map_err(Undecided::Refused);
    };
    let Some(common_name) = leaf.common_name() else {
        return refused(Rule::CommonNameMissing);
    };
    if !common_name.eq_ignore_ascii_case(registration_id.as_str()) {
        return refused(Rule::CommonNameDiffers);
    }
    match leaf.valid_at(attempt.now_secs) {
        ValidAt::Current => {}
        ValidAt::NotYet => return refused(Rule::LeafNotYetValid),
        ValidAt::Expired => return refused(Rule::LeafExpired),
        ValidAt::Unknown => return refused(Rule::LeafDatesUnreadable),
    }
    let Some(individual) = enrollments.individual(registration_id.as_str()) else {
        return Err(Undecided::Group { leaf, above });
    };
    if matches!(
        individual.attestation,
        IndividualAttestation::SymmetricKey(_)
    ) {
        return refused(Rule::AttestationDiffers);
    }
    if !individual.holds(&leaf.sha256()) {
        return refused(Rule::IndividualHoldsAnother);
    }
    Ok(Enrolled::individually(individual, Proof::Certificate).decide())
}

//! What the service decides, as pure functions: facts in, decision out.
//!
//! The order is that of the service as far as it is known, from CONNECT to the assignment:
//!
//! 1. [`connect`] (and, for the hub, [`hub_connect`]): is the connection let in?
//! 2. [`register`]: is this device enrolled? Signatures along a chain are asked for, never computed:
//!    [`Assessment::Chain`] holds the questions, [`ChainQuestion::settle`] takes the answers.
//! 3. [`allocate`]: which hub gets it?
//!
//! Every decision carries the [`Rule`] that made it, and the rule knows how sure it is that the service
//! does the same.

mod chain;
mod rule;

use device_certs::Certificate;
use device_certs::certificate::ValidAt;
use dps_protocol::hub::HubUsername;
use dps_protocol::username::Username;
use dps_protocol::{HubHostname, IdScope, RegistrationId};

use crate::enrollments::{AllocationPolicy, Enrollments, ProvisioningStatus, Terms};

pub use chain::{ChainQuestion, MAX_LINKS};
pub use rule::{Evidence, Rule};

/// CONNACK: the protocol version is not served.
pub const CONNACK_PROTOCOL: u8 = 1;
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

/// What the hub knows of the device a CONNECT names.
#[derive(Clone, Copy, Debug)]
pub struct HubFacts<'a> {
    /// The host name of this hub, if there is one.
    pub hub_host: Option<&'a HubHostname>,
    /// The SHA-256 thumbprint registered for the device id; `None` for an unknown device.
    pub registered: Option<&'a str>,
    /// The SHA-256 thumbprint of the leaf presented now.
    pub presented: Option<&'a str>,
}

/// Whether the hub lets a connection in.
///
/// # Errors
///
/// The refusal, always with code 5.
pub fn hub_connect(
    facts: &ConnectFacts<'_>,
    username: &HubUsername,
    hub: &HubFacts<'_>,
) -> Result<(), ConnackRefusal> {
    let host = hub.hub_host.map(HubHostname::as_str).unwrap_or_default();
    let rule = if host.is_empty() || !host.eq_ignore_ascii_case(&username.hub) {
        Rule::HubHostDiffers
    } else if facts.client_id != username.device_id {
        Rule::HubClientIdDiffers
    } else if hub.presented.is_none() {
        Rule::CredentialMissing
    } else if hub.registered.is_none() {
        Rule::HubDeviceUnknown
    } else if hub.registered != hub.presented {
        Rule::HubThumbprintDiffers
    } else {
        return Ok(());
    };
    Err(ConnackRefusal::unauthorized(rule))
}

/// A device that asks to be registered.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The registration id, from CONNECT.
    pub registration_id: &'a str,
    /// The certificates it presented, its own first. Possession of that one's key is proven already.
    pub chain: &'a [Certificate],
    /// Now, in Unix seconds.
    pub now_secs: i64,
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

impl Enrolled {
    fn decide(self) -> Decision {
        match self.terms.provisioning_status {
            ProvisioningStatus::Enabled => Decision::Accepted(self),
            ProvisioningStatus::Disabled => Decision::Disabled(self),
        }
    }

    /// The rule that let it in.
    pub fn rule(&self) -> Rule {
        match self.entry {
            Entry::Individual => Rule::IndividualMatches,
            Entry::Group { .. } => Rule::GroupMatches,
        }
    }
}

/// A refusal as the device reads it, and the rule the device does not get to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Six digits; the first three are the status.
    pub code: u32,
    /// The service's text.
    pub message: &'static str,
    /// Why.
    pub rule: Rule,
}

impl Refusal {
    /// The refusal a rule stands for.
    pub const fn by(rule: Rule) -> Self {
        let (code, message) = match rule {
            Rule::Throttled => (429_001, "Operations are being throttled for this tenant."),
            Rule::BodyUnreadable => (400_002, "INVALID_REQUEST"),
            Rule::RegistrationIdIllegal => (400_004, "Invalid RegistrationId"),
            Rule::OperationUnknown => (404_203, "Operation not found."),
            Rule::CaUnknown
            | Rule::CaNotVerified
            | Rule::IntermediateMissing
            | Rule::LinkSignatureWrong
            | Rule::LinkNotCheckable => (401_002, "CA certificate not found."),
            Rule::GroupCertificateNotInChain => (
                401_002,
                "Signing certificate info did not match chain elements.",
            ),
            Rule::CommonNameMissing
            | Rule::CommonNameDiffers
            | Rule::LeafExpired
            | Rule::LeafNotYetValid
            | Rule::LeafDatesUnreadable
            | Rule::IndividualHoldsAnother
            | Rule::IssuerNotCurrent => (401_002, "Invalid certificate."),
            Rule::HubNotLinked => (401_001, "IoTHub not found."),
            Rule::AllocationWebhook => (400_207, "Custom allocation failed with status code: 404"),
            Rule::HubNotSelected => (400_208, "IoTHub not specified."),
            _ => (401_000, "Unauthorized"),
        };
        Self {
            code,
            message,
            rule,
        }
    }

    /// The status in the topic of the answer.
    pub fn status(&self) -> u16 {
        u16::try_from(self.code / 1000).unwrap_or(500)
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
        return refused(Rule::SymmetricKeyNotRehearsed);
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
    if !individual.holds(&leaf.sha256()) {
        return refused(Rule::IndividualHoldsAnother);
    }
    let device_id = match &individual.device_id {
        Some(device_id) => device_id.as_str(),
        None => individual.registration_id.as_str(),
    };
    let enrolled = Enrolled {
        entry: Entry::Individual,
        device_id: device_id.to_owned(),
        terms: individual.terms.clone(),
    };
    Ok(enrolled.decide())
}

/// Which hub gets the device.
///
/// # Errors
///
/// A [`Refusal`] that reaches the device as a registration that `failed`, with topic status 200.
pub fn allocate<'a>(
    terms: &Terms,
    linked: Option<&'a HubHostname>,
) -> Result<&'a HubHostname, Refusal> {
    let Some(hub) = linked else {
        return Err(Refusal::by(Rule::HubNotLinked));
    };
    if terms.allocation_policy == AllocationPolicy::Custom {
        return Err(Refusal::by(Rule::AllocationWebhook));
    }
    let same = |chosen: &HubHostname| chosen.as_str().eq_ignore_ascii_case(hub.as_str());
    if !terms.hubs.is_empty() && !terms.hubs.iter().any(same) {
        return Err(Refusal::by(Rule::HubNotSelected));
    }
    Ok(hub)
}

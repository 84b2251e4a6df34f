//! Enrolments as JSON: the members and values of Azure's service API, read with the place of every mistake.
//!
//! Members this service has no use for (`etag`, `capabilities`, ..) are passed over, so that a file made
//! by Azure's tools can be carried over. What only the practice service knows has a name that begins with `practice`.

mod terms;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use device_certs::pem::{self, ItemKind};
use device_certs::{Certificate, pem_encode};
use dps_protocol::{DeviceId, HubHostname, RegistrationId};
use serde_json::{Map, Value, json};

use super::json::At;
use super::{
    CaCertificate, EnrollmentError, EnrollmentGroup, Enrollments, GroupAttestation,
    GroupCertificate, HeldCertificate, IndividualAttestation, IndividualEnrollment, Pair,
};
use crate::SymmetricKey;
use crate::linked_hub::{HUB_WEIGHTS, HubAccess, LinkedHub};

/// What an enrolment file says, checked entry by entry; [`Enrollments::load`] checks the entries against
/// each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnrollmentFile {
    /// `individualEnrollments`
    pub individuals: Vec<IndividualEnrollment>,
    /// `enrollmentGroups`
    pub groups: Vec<EnrollmentGroup>,
    /// `certificates`
    pub certificates: Vec<CaCertificate>,
    /// `linkedHubs`
    pub hubs: Vec<LinkedHub>,
}

impl EnrollmentFile {
    /// Reads `{"individualEnrollments":[..],"enrollmentGroups":[..],"certificates":[..],"linkedHubs":[..]}`; each may
    /// be absent.
    ///
    /// # Errors
    ///
    /// An [`EnrollmentError`] with the path of the first value that is wrong.
    pub fn parse(text: &str) -> Result<Self, EnrollmentError> {
        let document = document(text)?;
        let top = At::top(&document);
        let read = |name| top.list(name);
        Ok(Self {
            individuals: read("individualEnrollments")?
                .iter()
                .map(individual)
                .collect::<Result<_, _>>()?,
            groups: read("enrollmentGroups")?
                .iter()
                .map(group)
                .collect::<Result<_, _>>()?,
            certificates: read("certificates")?
                .iter()
                .map(certificate_entry)
                .collect::<Result<_, _>>()?,
            hubs: read("linkedHubs")?
                .iter()
                .map(linked_hub)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl IndividualEnrollment {
    /// Reads one individual enrolment.
    ///
    /// # Errors
    ///
    /// An [`EnrollmentError`] with the path of the first value that is wrong.
    pub fn parse(text: &str) -> Result<Self, EnrollmentError> {
        individual(&At::top(&document(text)?))
    }

    /// The enrolment as [`EnrollmentFile::parse`] reads it, symmetric keys included.
    pub fn to_json(&self) -> Value {
        let mut entry = Map::new();
        entry.insert(
            "registrationId".to_owned(),
            json!(self.registration_id.as_str()),
        );
        if let Some(device_id) = &self.device_id {
            entry.insert("deviceId".to_owned(), json!(device_id.as_str()));
        }
        let attestation = match &self.attestation {
            IndividualAttestation::X509(pair) => {
                x509_json(json!({ "clientCertificates": pair_json(pair, held_json) }))
            }
            IndividualAttestation::SymmetricKey(keys) => keys_json(keys),
        };
        terms::finish(entry, attestation, &self.terms)
    }
}

impl EnrollmentGroup {
    /// Reads one enrolment group.
    ///
    /// # Errors
    ///
    /// An [`EnrollmentError`] with the path of the first value that is wrong.
    pub fn parse(text: &str) -> Result<Self, EnrollmentError> {
        group(&At::top(&document(text)?))
    }

    /// The group as [`EnrollmentFile::parse`] reads it, symmetric keys included.
    pub fn to_json(&self) -> Value {
        let mut entry = Map::new();
        entry.insert(
            "enrollmentGroupId".to_owned(),
            json!(self.enrollment_group_id),
        );
        let attestation = match &self.attestation {
            GroupAttestation::X509(pair) => x509_json(sources_json(pair)),
            GroupAttestation::SymmetricKey(keys) => keys_json(keys),
        };
        terms::finish(entry, attestation, &self.terms)
    }
}

/// The certificates of a group, each under the member for its kind.
fn sources_json(pair: &Pair<GroupCertificate>) -> Value {
    let (mut signing, mut references) = (Map::new(), Map::new());
    for (slot, source) in ["primary", "secondary"].into_iter().zip(pair.iter()) {
        match source {
            GroupCertificate::Signing(held) => {
                signing.insert(slot.to_owned(), held_json(held));
            }
            GroupCertificate::Reference(name) => {
                references.insert(slot.to_owned(), json!(name));
            }
        }
    }
    let mut x509 = Map::new();
    for (name, members) in [
        ("signingCertificates", signing),
        ("caReferences", references),
    ] {
        if !members.is_empty() {
            x509.insert(name.to_owned(), Value::Object(members));
        }
    }
    Value::Object(x509)
}

impl CaCertificate {
    /// Reads one CA certificate: `{"name":..,"certificate":..,"isVerified":..}`.
    ///
    /// # Errors
    ///
    /// An [`EnrollmentError`] with the path of the first value that is wrong.
    pub fn parse(text: &str) -> Result<Self, EnrollmentError> {
        certificate_entry(&At::top(&document(text)?))
    }

    /// The certificate as [`EnrollmentFile::parse`] reads it.
    pub fn to_json(&self) -> Value {
        json!({ "name": self.name, "certificate": pem_of(&self.held), "isVerified": self.is_verified })
    }
}

impl LinkedHub {
    /// Reads one linked hub: `{"name":..,"allocationWeight":..,"applyAllocationPolicy":..,"practiceAccess":..}`.
    ///
    /// # Errors
    ///
    /// An [`EnrollmentError`] with the path of the first value that is wrong.
    pub fn parse(text: &str) -> Result<Self, EnrollmentError> {
        linked_hub(&At::top(&document(text)?))
    }

    /// The hub as [`EnrollmentFile::parse`] reads it.
    pub fn to_json(&self) -> Value {
        json!({
            "name": self.host.as_str(),
            "allocationWeight": self.weight,
            "applyAllocationPolicy": self.apply_allocation_policy,
            "practiceAccess": self.access.name(),
        })
    }
}

impl Enrollments {
    /// Everything, as [`EnrollmentFile::parse`] reads it.
    pub fn to_json(&self) -> Value {
        json!({
            "individualEnrollments":
                self.individuals().map(IndividualEnrollment::to_json).collect::<Vec<_>>(),
            "enrollmentGroups": self.groups().map(EnrollmentGroup::to_json).collect::<Vec<_>>(),
            "certificates": self.certificates().map(CaCertificate::to_json).collect::<Vec<_>>(),
        })
    }
}

fn document(text: &str) -> Result<Value, EnrollmentError> {
    // A byte order mark is what Windows editors leave behind; JSON knows none.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_slice(text.as_bytes()).map_err(|error| EnrollmentError::NotJson {
        line: error.line(),
        column: error.column(),
    })
}

fn individual(at: &At<'_>) -> Result<IndividualEnrollment, EnrollmentError> {
    let registration_id = at.required("registrationId", "")?;
    let attestation = match attestation(at)? {
        Attestation::X509(x509) => {
            let certificates = x509.required(
                "clientCertificates",
                "an individual enrolment holds the device's own certificate",
            )?;
            IndividualAttestation::X509(Pair {
                primary: held(&certificates.required("primary", "")?)?,
                secondary: certificates
                    .optional("secondary")?
                    .as_ref()
                    .map(held)
                    .transpose()?,
            })
        }
        Attestation::SymmetricKey(keys) => IndividualAttestation::SymmetricKey(keys),
    };
    Ok(IndividualEnrollment {
        registration_id: RegistrationId::parse(registration_id.text()?)
            .map_err(|error| registration_id.wrong_value(error))?,
        device_id: match at.optional("deviceId")? {
            Some(id) => Some(DeviceId::parse(id.text()?).map_err(|error| id.wrong_value(error))?),
            None => None,
        },
        attestation,
        terms: terms::read(at)?,
    })
}

fn group(at: &At<'_>) -> Result<EnrollmentGroup, EnrollmentError> {
    let id = at.required("enrollmentGroupId", "")?;
    let attestation = match attestation(at)? {
        Attestation::X509(x509) => GroupAttestation::X509(sources(&x509)?),
        Attestation::SymmetricKey(keys) => GroupAttestation::SymmetricKey(keys),
    };
    Ok(EnrollmentGroup {
        enrollment_group_id: not_empty(&id)?.to_owned(),
        attestation,
        terms: terms::read(at)?,
    })
}

fn sources(x509: &At<'_>) -> Result<Pair<GroupCertificate>, EnrollmentError> {
    let signing = x509.optional("signingCertificates")?;
    let references = x509.optional("caReferences")?;
    let source = |slot: &str| -> Result<Option<GroupCertificate>, EnrollmentError> {
        if let Some(signing) = &signing
            && let Some(certificate) = signing.optional(slot)?
        {
            return Ok(Some(GroupCertificate::Signing(held(&certificate)?)));
        }
        if let Some(references) = &references
            && let Some(name) = references.optional(slot)?
        {
            return Ok(Some(GroupCertificate::Reference(name.text()?.to_owned())));
        }
        Ok(None)
    };
    let Some(primary) = source("primary")? else {
        return Err(EnrollmentError::Missing {
            path: format!("{}.signingCertificates.primary", x509.path()),
            hint: "a group holds a CA certificate: here, or by its name in caReferences.primary",
        });
    };
    Ok(Pair {
        primary,
        secondary: source("secondary")?,
    })
}

fn certificate_entry(at: &At<'_>) -> Result<CaCertificate, EnrollmentError> {
    let name = at.required("name", "")?;
    Ok(CaCertificate {
        name: not_empty(&name)?.to_owned(),
        held: held(at)?,
        is_verified: match at.optional("isVerified")? {
            Some(verified) => verified.boolean()?,
            None => false,
        },
        verification_code: None,
    })
}

fn linked_hub(at: &At<'_>) -> Result<LinkedHub, EnrollmentError> {
    let name = at.required("name", "the host name of the hub")?;
    let mut hub = LinkedHub::new(hub_host(&name)?);
    if let Some(weight) = at.optional("allocationWeight")? {
        let number = weight
            .value()
            .as_u64()
            .and_then(|number| u16::try_from(number).ok());
        hub.weight = number
            .filter(|number| HUB_WEIGHTS.contains(number))
            .ok_or_else(|| weight.wrong_value("a weight from 1 to 1000"))?;
    }
    if let Some(apply) = at.optional("applyAllocationPolicy")? {
        hub.apply_allocation_policy = apply.boolean()?;
    }
    if let Some(access) = at.optional("practiceAccess")? {
        hub.access = HubAccess::from_name(access.text()?).ok_or_else(|| {
            access.wrong_value("\"granted\", \"unauthorized\", \"staleKey\" or \"refused\"")
        })?;
    }
    Ok(hub)
}

fn hub_host(at: &At<'_>) -> Result<HubHostname, EnrollmentError> {
    HubHostname::parse(at.text()?).map_err(|error| at.wrong_value(error))
}

/// `attestation`, as far as either kind of entry may have it.
enum Attestation<'a> {
    X509(At<'a>),
    SymmetricKey(Pair<SymmetricKey>),
}

/// The type may be missing; a member of either name then tells it.
fn attestation<'a>(at: &At<'a>) -> Result<Attestation<'a>, EnrollmentError> {
    let attestation = at.required("attestation", "")?;
    let by_key = match attestation.optional("type")? {
        None => attestation.optional("symmetricKey")?.is_some(),
        Some(kind) => match kind.text()? {
            "x509" => false,
            "symmetricKey" => true,
            _ => {
                return Err(kind.wrong_value(
                    "the practice service rehearses \"x509\" and \"symmetricKey\" only",
                ));
            }
        },
    };
    if !by_key {
        let x509 = attestation.required("x509", "certificates or, in symmetricKey, keys")?;
        return Ok(Attestation::X509(x509));
    }
    let keys = attestation.required("symmetricKey", "the keys of the entry")?;
    let key = |at: &At<'_>| SymmetricKey::parse(at.text()?).map_err(|error| at.wrong_secret(error));
    let hint = "a key in base64, as the portal shows it; the practice service makes none up";
    Ok(Attestation::SymmetricKey(Pair {
        primary: key(&keys.required("primaryKey", hint)?)?,
        secondary: keys
            .optional("secondaryKey")?
            .as_ref()
            .map(key)
            .transpose()?,
    }))
}

fn not_empty<'a>(at: &At<'a>) -> Result<&'a str, EnrollmentError> {
    let text = at.text()?;
    if text.is_empty() {
        return Err(at.wrong_value("must not be empty"));
    }
    Ok(text)
}

/// The `certificate` member of an object: PEM, or base64 of DER or of PEM.
fn held(at: &At<'_>) -> Result<HeldCertificate, EnrollmentError> {
    // Azure's answers describe a certificate in `info` and leave the certificate itself out.
    let certificate = at.required(
        "certificate",
        "put the certificate here, as PEM or base64 of DER",
    )?;
    let text = certificate.text()?;
    let refuse = |why: String| EnrollmentError::Certificate {
        path: certificate.path().to_owned(),
        why,
    };
    let decoded;
    let bytes = if text.contains("-----BEGIN") {
        text.as_bytes()
    } else {
        let joined: String = text.split_ascii_whitespace().collect();
        let Ok(bytes) = STANDARD.decode(joined) else {
            return Err(refuse("neither PEM nor base64".to_owned()));
        };
        decoded = bytes;
        &decoded
    };
    let reading = pem::read(bytes);
    if reading.items.iter().any(|item| item.kind.is_private_key()) {
        return Err(refuse(
            "a private key is in it; nobody but the device may have that".to_owned(),
        ));
    }
    let mut found = reading
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Certificate);
    let (Some(item), more) = (found.next(), found.count()) else {
        return Err(refuse("no certificate found".to_owned()));
    };
    if more > 0 {
        return Err(refuse(format!(
            "{} certificates; an entry takes one",
            more + 1
        )));
    }
    let (read, _) = Certificate::read(&item.der);
    if !read.is_readable() {
        return Err(refuse("its parts cannot be read".to_owned()));
    }
    Ok(read.into())
}

fn held_json(held: &HeldCertificate) -> Value {
    json!({ "certificate": pem_of(held) })
}

fn pem_of(held: &HeldCertificate) -> String {
    pem_encode("CERTIFICATE", &held.certificate().der)
}

fn x509_json(x509: Value) -> Value {
    json!({ "type": "x509", "x509": x509 })
}

fn pair_json<T>(pair: &Pair<T>, json: impl Fn(&T) -> Value) -> Value {
    let slots = ["primary", "secondary"].into_iter().zip(pair.iter());
    Value::Object(
        slots
            .map(|(slot, one)| (slot.to_owned(), json(one)))
            .collect(),
    )
}

fn keys_json(keys: &Pair<SymmetricKey>) -> Value {
    let slots = ["primaryKey", "secondaryKey"].into_iter().zip(keys.iter());
    let keys: Map<String, Value> = slots
        .map(|(slot, key)| (slot.to_owned(), json!(key.to_base64())))
        .collect();
    json!({ "type": "symmetricKey", "symmetricKey": keys })
}

//! Enrolments as JSON: the members and values of Azure's service API, read with the place of every mistake.
//!
//! Members this service has no use for (`etag`, `capabilities`, ..) are passed over, so that a file made
//! by Azure's tools can be carried over. What only the practice service knows has a name that begins with `practice`.

mod attestation;
mod terms;

use dps_protocol::{DeviceId, HubHostname, RegistrationId};
use serde_json::{Map, Value, json};

use self::attestation::{
    Attestation, attestation, held, held_json, keys_json, pair_json, pem_of, sources, sources_json,
    x509_json,
};
use super::json::At;
use super::{
    CaCertificate, EnrollmentError, EnrollmentGroup, Enrollments, GroupAttestation,
    IndividualAttestation, IndividualEnrollment, Pair,
};
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

fn not_empty<'a>(at: &At<'a>) -> Result<&'a str, EnrollmentError> {
    let text = at.text()?;
    if text.is_empty() {
        return Err(at.wrong_value("must not be empty"));
    }
    Ok(text)
}

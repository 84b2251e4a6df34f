//! Enrolments as JSON: the members and values of Azure's service API, read with the place of every mistake.
//!
//! Members this service has no use for (`etag`, `capabilities`, ..) are passed over, so that a file made
//! by Azure's tools can be carried over.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use device_certs::pem::{self, ItemKind};
use device_certs::{Certificate, pem_encode};
use dps_protocol::{DeviceId, HubHostname, RegistrationId};
use serde_json::{Map, Value, json};

use super::json::At;
use super::{
    AllocationPolicy, CaCertificate, EnrollmentError, EnrollmentGroup, Enrollments,
    GroupCertificate, HeldCertificate, IndividualEnrollment, ProvisioningStatus, Terms,
};

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
}

impl EnrollmentFile {
    /// Reads `{"individualEnrollments":[..],"enrollmentGroups":[..],"certificates":[..]}`; each may be absent.
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

    /// The enrolment as [`EnrollmentFile::parse`] reads it.
    pub fn to_json(&self) -> Value {
        let mut certificates = Map::new();
        certificates.insert("primary".to_owned(), held_json(&self.primary));
        if let Some(secondary) = &self.secondary {
            certificates.insert("secondary".to_owned(), held_json(secondary));
        }
        let mut entry = Map::new();
        entry.insert(
            "registrationId".to_owned(),
            json!(self.registration_id.as_str()),
        );
        if let Some(device_id) = &self.device_id {
            entry.insert("deviceId".to_owned(), json!(device_id.as_str()));
        }
        let x509 = json!({ "clientCertificates": certificates });
        finish(entry, x509, &self.terms)
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

    /// The group as [`EnrollmentFile::parse`] reads it.
    pub fn to_json(&self) -> Value {
        let (mut signing, mut references) = (Map::new(), Map::new());
        let slots = [
            ("primary", Some(&self.primary)),
            ("secondary", self.secondary.as_ref()),
        ];
        for (slot, source) in slots {
            match source {
                Some(GroupCertificate::Signing(held)) => {
                    signing.insert(slot.to_owned(), held_json(held));
                }
                Some(GroupCertificate::Reference(name)) => {
                    references.insert(slot.to_owned(), json!(name));
                }
                None => {}
            }
        }
        let mut x509 = Map::new();
        if !signing.is_empty() {
            x509.insert("signingCertificates".to_owned(), Value::Object(signing));
        }
        if !references.is_empty() {
            x509.insert("caReferences".to_owned(), Value::Object(references));
        }
        let mut entry = Map::new();
        entry.insert(
            "enrollmentGroupId".to_owned(),
            json!(self.enrollment_group_id),
        );
        finish(entry, Value::Object(x509), &self.terms)
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
    let x509 = x509(at)?;
    let certificates = x509.required(
        "clientCertificates",
        "an individual enrolment holds the device's own certificate",
    )?;
    Ok(IndividualEnrollment {
        registration_id: RegistrationId::parse(registration_id.text()?)
            .map_err(|error| registration_id.wrong_value(error))?,
        device_id: match at.optional("deviceId")? {
            Some(id) => Some(DeviceId::parse(id.text()?).map_err(|error| id.wrong_value(error))?),
            None => None,
        },
        primary: held(&certificates.required("primary", "")?)?,
        secondary: certificates
            .optional("secondary")?
            .as_ref()
            .map(held)
            .transpose()?,
        terms: terms(at)?,
    })
}

fn group(at: &At<'_>) -> Result<EnrollmentGroup, EnrollmentError> {
    let id = at.required("enrollmentGroupId", "")?;
    let x509 = x509(at)?;
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
    Ok(EnrollmentGroup {
        enrollment_group_id: not_empty(&id)?.to_owned(),
        primary,
        secondary: source("secondary")?,
        terms: terms(at)?,
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
    })
}

/// `attestation.x509`; every other kind of attestation is refused by name.
fn x509<'a>(at: &At<'a>) -> Result<At<'a>, EnrollmentError> {
    let attestation = at.required("attestation", "")?;
    if let Some(kind) = attestation.optional("type")?
        && kind.text()? != "x509"
    {
        return Err(kind.wrong_value("the practice service rehearses \"x509\" only"));
    }
    attestation.required(
        "x509",
        "the practice service rehearses X.509 attestation only",
    )
}

fn terms(at: &At<'_>) -> Result<Terms, EnrollmentError> {
    let hub = |hub: At<'_>| HubHostname::parse(hub.text()?).map_err(|error| hub.wrong_value(error));
    Ok(Terms {
        provisioning_status: match at.optional("provisioningStatus")? {
            None => ProvisioningStatus::default(),
            Some(status) => match status.text()? {
                "enabled" => ProvisioningStatus::Enabled,
                "disabled" => ProvisioningStatus::Disabled,
                _ => return Err(status.wrong_value("\"enabled\" or \"disabled\"")),
            },
        },
        allocation_policy: match at.optional("allocationPolicy")? {
            None => AllocationPolicy::default(),
            Some(policy) => AllocationPolicy::from_name(policy.text()?).ok_or_else(|| {
                policy.wrong_value("\"hashed\", \"geoLatency\", \"static\" or \"custom\"")
            })?,
        },
        hubs: at
            .list("iotHubs")?
            .into_iter()
            .map(hub)
            .collect::<Result<_, _>>()?,
        initial_twin: match at.optional("initialTwin")? {
            None => None,
            Some(twin) if twin.value().is_object() => Some(twin.value().clone()),
            Some(twin) => return Err(twin.wrong_type("an object")),
        },
    })
}

impl AllocationPolicy {
    const NAMES: [(Self, &'static str); 4] = [
        (Self::Hashed, "hashed"),
        (Self::GeoLatency, "geoLatency"),
        (Self::Static, "static"),
        (Self::Custom, "custom"),
    ];

    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(policy, _)| *policy)
    }

    fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(policy, _)| *policy == self)
            .map_or("", |(_, name)| name)
    }
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

/// Adds what both kinds of entry have.
fn finish(mut entry: Map<String, Value>, x509: Value, terms: &Terms) -> Value {
    let status = match terms.provisioning_status {
        ProvisioningStatus::Enabled => "enabled",
        ProvisioningStatus::Disabled => "disabled",
    };
    entry.insert("provisioningStatus".to_owned(), json!(status));
    entry.insert(
        "attestation".to_owned(),
        json!({ "type": "x509", "x509": x509 }),
    );
    entry.insert(
        "allocationPolicy".to_owned(),
        json!(terms.allocation_policy.name()),
    );
    if !terms.hubs.is_empty() {
        let hubs: Vec<&str> = terms.hubs.iter().map(HubHostname::as_str).collect();
        entry.insert("iotHubs".to_owned(), json!(hubs));
    }
    if let Some(twin) = &terms.initial_twin {
        entry.insert("initialTwin".to_owned(), twin.clone());
    }
    Value::Object(entry)
}

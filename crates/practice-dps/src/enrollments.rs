//! Who may register: individual enrolments, enrolment groups, and the CA certificates they lean on.
//!
//! The entries are Azure's, under Azure's names, as far as X.509 goes
//! ([service API](https://learn.microsoft.com/rest/api/iot-dps/service/)).

mod error;
mod file;
mod json;

use device_certs::Certificate;
use dps_protocol::{DeviceId, HubHostname, RegistrationId};
use serde_json::Value;

use crate::sorted_map::SortedMap;

pub use error::EnrollmentError;
pub use file::EnrollmentFile;

/// The most individual enrolments kept. Azure allows a million; the practice service keeps them in memory.
pub const MAX_INDIVIDUAL_ENROLLMENTS: usize = 10_000;

/// The most enrolment groups kept: Azure's own limit for X.509 groups.
pub const MAX_ENROLLMENT_GROUPS: usize = 100;

/// The most CA certificates kept: Azure's own limit.
pub const MAX_CERTIFICATES: usize = 25;

/// Everything that is enrolled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enrollments {
    /// By registration id in lower case: registration ids are compared without case.
    individuals: SortedMap<String, IndividualEnrollment>,
    groups: SortedMap<String, EnrollmentGroup>,
    certificates: SortedMap<String, CaCertificate>,
}

/// One device, enrolled with its own certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndividualEnrollment {
    /// The registration id.
    pub registration_id: RegistrationId,
    /// The device id the hub will know it by; the registration id when not given.
    pub device_id: Option<DeviceId>,
    /// The leaf the device presents.
    pub primary: HeldCertificate,
    /// A second leaf it may present instead.
    pub secondary: Option<HeldCertificate>,
    /// What both kinds of entry have.
    pub terms: Terms,
}

/// All devices below a CA certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrollmentGroup {
    /// The group's name.
    pub enrollment_group_id: String,
    /// The CA certificate.
    pub primary: GroupCertificate,
    /// A second one, for the time of a change.
    pub secondary: Option<GroupCertificate>,
    /// What both kinds of entry have.
    pub terms: Terms,
}

/// How a group names its CA certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupCertificate {
    /// The certificate itself (`signingCertificates`).
    Signing(HeldCertificate),
    /// The name of a certificate in the service's list (`caReferences`).
    Reference(String),
}

/// A CA certificate in the service's own list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaCertificate {
    /// The name it is filed under.
    pub name: String,
    /// The certificate.
    pub held: HeldCertificate,
    /// Whether somebody has shown that they hold its key. Only verified certificates count.
    pub is_verified: bool,
}

/// What an individual enrolment and a group have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Whether devices may use the entry.
    pub provisioning_status: ProvisioningStatus,
    /// How a hub is chosen.
    pub allocation_policy: AllocationPolicy,
    /// The hubs to choose from; empty means all that are linked.
    pub hubs: Vec<HubHostname>,
    /// The twin a newly assigned device starts with: `{"tags":{..},"properties":{"desired":{..}}}`.
    pub initial_twin: Option<Value>,
}

/// Whether devices may use an entry (`provisioningStatus`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProvisioningStatus {
    /// They may.
    #[default]
    Enabled,
    /// They are answered `disabled`.
    Disabled,
}

/// How a hub is chosen (`allocationPolicy`). With one hub, all but `custom` come to the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AllocationPolicy {
    /// Evenly weighted.
    #[default]
    Hashed,
    /// The nearest.
    GeoLatency,
    /// The one that is named.
    Static,
    /// By a webhook, which the practice service does not call: such registrations fail with 400207.
    Custom,
}

/// A certificate and its thumbprint, computed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldCertificate {
    certificate: Box<Certificate>,
    sha256: String,
}

impl HeldCertificate {
    /// Takes the thumbprint of `certificate`.
    pub fn new(certificate: Certificate) -> Self {
        let sha256 = certificate.sha256();
        Self {
            certificate: Box::new(certificate),
            sha256,
        }
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its SHA-256 thumbprint in upper-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

impl From<Certificate> for HeldCertificate {
    fn from(certificate: Certificate) -> Self {
        Self::new(certificate)
    }
}

impl IndividualEnrollment {
    /// An enabled enrolment of one leaf.
    pub fn new(registration_id: RegistrationId, leaf: Certificate) -> Self {
        Self {
            registration_id,
            device_id: None,
            primary: leaf.into(),
            secondary: None,
            terms: Terms::default(),
        }
    }

    /// Whether this is one of its certificates.
    pub fn holds(&self, sha256: &str) -> bool {
        self.held().any(|held| held.sha256 == sha256)
    }

    fn held(&self) -> impl Iterator<Item = &HeldCertificate> {
        std::iter::once(&self.primary).chain(&self.secondary)
    }
}

impl EnrollmentGroup {
    /// An enabled group below one CA certificate, given by itself.
    pub fn new(enrollment_group_id: &str, ca: Certificate) -> Self {
        Self {
            enrollment_group_id: enrollment_group_id.to_owned(),
            primary: GroupCertificate::Signing(ca.into()),
            secondary: None,
            terms: Terms::default(),
        }
    }

    fn sources(&self) -> impl Iterator<Item = &GroupCertificate> {
        std::iter::once(&self.primary).chain(&self.secondary)
    }
}

impl CaCertificate {
    /// Files `certificate` under `name`.
    pub fn new(name: &str, certificate: Certificate, is_verified: bool) -> Self {
        Self {
            name: name.to_owned(),
            held: certificate.into(),
            is_verified,
        }
    }
}

impl Enrollments {
    /// The individual enrolment of a registration id, compared without case.
    pub fn individual(&self, registration_id: &str) -> Option<&IndividualEnrollment> {
        self.individuals.get(&registration_id.to_ascii_lowercase())
    }

    /// All individual enrolments, by registration id.
    pub fn individuals(&self) -> impl Iterator<Item = &IndividualEnrollment> {
        self.individuals.values()
    }

    /// The group of this name.
    pub fn group(&self, enrollment_group_id: &str) -> Option<&EnrollmentGroup> {
        self.groups.get(enrollment_group_id)
    }

    /// All groups, by name.
    pub fn groups(&self) -> impl Iterator<Item = &EnrollmentGroup> {
        self.groups.values()
    }

    /// All CA certificates, by name.
    pub fn certificates(&self) -> impl Iterator<Item = &CaCertificate> {
        self.certificates.values()
    }

    /// The CA certificates of a group. A reference to a certificate that is gone is left out.
    pub fn certificates_of<'a>(
        &'a self,
        group: &'a EnrollmentGroup,
    ) -> impl Iterator<Item = &'a HeldCertificate> {
        group.sources().filter_map(|source| match source {
            GroupCertificate::Signing(held) => Some(held),
            GroupCertificate::Reference(name) => Some(&self.certificates.get(name)?.held),
        })
    }

    /// Adds or replaces an individual enrolment.
    ///
    /// # Errors
    ///
    /// [`EnrollmentError::CertificateInUse`] and [`EnrollmentError::TooMany`].
    pub fn put_individual(
        &mut self,
        enrollment: IndividualEnrollment,
    ) -> Result<(), EnrollmentError> {
        let key = enrollment.registration_id.as_str().to_ascii_lowercase();
        let others = self.individuals.iter().filter(|(other, _)| **other != key);
        for (_, other) in others {
            if enrollment.held().any(|held| other.holds(held.sha256())) {
                return Err(in_use(other.registration_id.as_str()));
            }
        }
        let count = self.individuals.len();
        room(
            count,
            self.individuals.contains_key(&key),
            MAX_INDIVIDUAL_ENROLLMENTS,
            "individual enrolments",
        )?;
        self.individuals.insert(key, enrollment);
        Ok(())
    }

    /// Adds or replaces a group.
    ///
    /// # Errors
    ///
    /// [`EnrollmentError::UnknownCaReference`], [`EnrollmentError::CertificateInUse`] and
    /// [`EnrollmentError::TooMany`].
    pub fn put_group(&mut self, group: EnrollmentGroup) -> Result<(), EnrollmentError> {
        let id = group.enrollment_group_id.clone();
        for source in group.sources() {
            if let GroupCertificate::Reference(name) = source
                && !self.certificates.contains_key(name)
            {
                return Err(EnrollmentError::UnknownCaReference { name: name.clone() });
            }
        }
        for other in self
            .groups
            .values()
            .filter(|other| other.enrollment_group_id != id)
        {
            let taken = |held: &HeldCertificate| {
                self.certificates_of(other)
                    .any(|theirs| theirs.sha256 == held.sha256)
            };
            if self.certificates_of(&group).any(taken) {
                return Err(in_use(&other.enrollment_group_id));
            }
        }
        room(
            self.groups.len(),
            self.groups.contains_key(&id),
            MAX_ENROLLMENT_GROUPS,
            "enrolment groups",
        )?;
        self.groups.insert(id, group);
        Ok(())
    }

    /// Adds or replaces a CA certificate.
    ///
    /// # Errors
    ///
    /// [`EnrollmentError::TooMany`].
    pub fn put_certificate(&mut self, certificate: CaCertificate) -> Result<(), EnrollmentError> {
        let known = self.certificates.contains_key(&certificate.name);
        room(
            self.certificates.len(),
            known,
            MAX_CERTIFICATES,
            "CA certificates",
        )?;
        self.certificates
            .insert(certificate.name.clone(), certificate);
        Ok(())
    }

    /// Removes an individual enrolment; false when there was none.
    pub fn delete_individual(&mut self, registration_id: &str) -> bool {
        let key = registration_id.to_ascii_lowercase();
        self.individuals.remove(&key).is_some()
    }

    /// Removes a group; false when there was none.
    pub fn delete_group(&mut self, enrollment_group_id: &str) -> bool {
        self.groups.remove(enrollment_group_id).is_some()
    }

    /// Removes a CA certificate; false when there was none. Groups that refer to it match no device any more.
    pub fn delete_certificate(&mut self, name: &str) -> bool {
        self.certificates.remove(name).is_some()
    }

    /// Adds what the file says, all of it or, on an error, nothing.
    ///
    /// # Errors
    ///
    /// As the `put_` functions.
    pub fn load(&mut self, file: EnrollmentFile) -> Result<(), EnrollmentError> {
        let mut next = self.clone();
        for certificate in file.certificates {
            next.put_certificate(certificate)?;
        }
        for group in file.groups {
            next.put_group(group)?;
        }
        for enrollment in file.individuals {
            next.put_individual(enrollment)?;
        }
        *self = next;
        Ok(())
    }
}

fn in_use(by: &str) -> EnrollmentError {
    EnrollmentError::CertificateInUse { by: by.to_owned() }
}

fn room(
    count: usize,
    replaces: bool,
    max: usize,
    what: &'static str,
) -> Result<(), EnrollmentError> {
    if count >= max && !replaces {
        return Err(EnrollmentError::TooMany { what, max });
    }
    Ok(())
}

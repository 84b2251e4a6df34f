//! Who may register: individual enrolments, enrolment groups, and the CA certificates they lean on.
//!
//! The entries are Azure's, under Azure's names, as far as X.509 and symmetric keys go
//! ([service API](https://learn.microsoft.com/rest/api/iot-dps/service/)).

mod attestation;
mod ca_certificate;
mod error;
mod file;
mod json;
mod terms;

use device_certs::{Certificate, Verdict};
use dps_protocol::{DeviceId, RegistrationId};

use crate::SymmetricKey;
use crate::sorted_map::SortedMap;

pub use attestation::{
    GroupAttestation, GroupCertificate, HeldCertificate, IndividualAttestation, Pair, Slot,
};
pub use ca_certificate::{CaCertificate, ProofError};
pub use error::EnrollmentError;
pub use file::EnrollmentFile;
pub use terms::{AllocationPolicy, ProvisioningStatus, ReprovisionPolicy, Terms, WebhookAnswer};

/// The most individual enrolments kept. Azure allows a million; the practice service keeps them in memory.
pub const MAX_INDIVIDUAL_ENROLLMENTS: usize = 10_000;

/// The most enrolment groups kept of either kind, X.509 and symmetric keys: Azure's own limit.
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

/// One device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndividualEnrollment {
    /// The registration id.
    pub registration_id: RegistrationId,
    /// The device id the hub will know it by; the registration id when not given.
    pub device_id: Option<DeviceId>,
    /// How it shows who it is.
    pub attestation: IndividualAttestation,
    /// What both kinds of entry have.
    pub terms: Terms,
}

/// All devices below a CA certificate, or with keys derived from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrollmentGroup {
    /// The group's name.
    pub enrollment_group_id: String,
    /// How its devices show who they are.
    pub attestation: GroupAttestation,
    /// What both kinds of entry have.
    pub terms: Terms,
}

impl IndividualEnrollment {
    /// An enabled enrolment of one leaf.
    pub fn new(registration_id: RegistrationId, leaf: Certificate) -> Self {
        Self {
            registration_id,
            device_id: None,
            attestation: IndividualAttestation::X509(Pair::of(leaf.into())),
            terms: Terms::default(),
        }
    }

    /// An enabled enrolment of one key.
    pub fn with_key(registration_id: RegistrationId, key: SymmetricKey) -> Self {
        Self {
            registration_id,
            device_id: None,
            attestation: IndividualAttestation::SymmetricKey(Pair::of(key)),
            terms: Terms::default(),
        }
    }

    /// Whether this is one of its certificates.
    pub fn holds(&self, sha256: &str) -> bool {
        self.held().any(|held| held.sha256() == sha256)
    }

    fn held(&self) -> impl Iterator<Item = &HeldCertificate> {
        let certificates = match &self.attestation {
            IndividualAttestation::X509(pair) => Some(pair),
            IndividualAttestation::SymmetricKey(_) => None,
        };
        certificates.into_iter().flat_map(Pair::iter)
    }
}

impl EnrollmentGroup {
    /// An enabled group below one CA certificate, given by itself.
    pub fn new(enrollment_group_id: &str, ca: Certificate) -> Self {
        Self {
            enrollment_group_id: enrollment_group_id.to_owned(),
            attestation: GroupAttestation::X509(Pair::of(GroupCertificate::Signing(ca.into()))),
            terms: Terms::default(),
        }
    }

    /// An enabled group whose devices have keys derived from this one.
    pub fn with_key(enrollment_group_id: &str, key: SymmetricKey) -> Self {
        Self {
            enrollment_group_id: enrollment_group_id.to_owned(),
            attestation: GroupAttestation::SymmetricKey(Pair::of(key)),
            terms: Terms::default(),
        }
    }

    fn sources(&self) -> impl Iterator<Item = &GroupCertificate> {
        let certificates = match &self.attestation {
            GroupAttestation::X509(pair) => Some(pair),
            GroupAttestation::SymmetricKey(_) => None,
        };
        certificates.into_iter().flat_map(Pair::iter)
    }

    fn is_of_keys(&self) -> bool {
        matches!(self.attestation, GroupAttestation::SymmetricKey(_))
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
                    .any(|theirs| theirs.sha256() == held.sha256())
            };
            if self.certificates_of(&group).any(taken) {
                return Err(in_use(&other.enrollment_group_id));
            }
        }
        let of_keys = group.is_of_keys();
        let alike = |other: &&EnrollmentGroup| other.is_of_keys() == of_keys;
        room(
            self.groups.values().filter(alike).count(),
            self.groups.get(&id).is_some_and(|other| alike(&other)),
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

    /// The CA certificate of this name.
    pub fn certificate(&self, name: &str) -> Option<&CaCertificate> {
        self.certificates.get(name)
    }

    /// Gives a CA certificate a new verification code; false when there is no such certificate.
    pub(crate) fn set_verification_code(&mut self, name: &str, code: String) -> bool {
        let Some(certificate) = self.certificates.get_mut(name) else {
            return false;
        };
        certificate.verification_code = Some(code);
        true
    }

    /// Takes the answer to [`CaCertificate::proof_check`].
    ///
    /// # Errors
    ///
    /// [`ProofError`], also when `proof` is not what the check was about.
    pub(crate) fn prove(
        &mut self,
        name: &str,
        proof: &Certificate,
        verdict: &Verdict,
    ) -> Result<(), ProofError> {
        let Some(certificate) = self.certificates.get_mut(name) else {
            return Err(ProofError::Unknown {
                name: name.to_owned(),
            });
        };
        certificate.proof_check(proof)?;
        certificate.verify(verdict)
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

//! What whoever manages the service may change and look up: hubs, enrolments, CA certificates, records, devices.

use device_certs::{Certificate, Verdict};
use serde_json::{Map, Value};

use super::Identity;
use crate::enrollments::{
    CaCertificate, EnrollmentError, EnrollmentFile, EnrollmentGroup, IndividualEnrollment,
    ProofError,
};
use crate::hub_devices::HubDevice;
use crate::linked_hub::{LinkedHub, MAX_LINKED_HUBS};
use crate::registrations::Registration;
use crate::{PracticeDps, SessionId};

impl PracticeDps {
    /// Adds what a file says, all of it or, on an error, nothing.
    ///
    /// # Errors
    ///
    /// See [`Enrollments::load`](crate::Enrollments::load) and [`PracticeDps::link_hub`].
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
    /// See [`Enrollments::put_individual`](crate::Enrollments::put_individual).
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
    /// See [`Enrollments::put_group`](crate::Enrollments::put_group).
    pub fn put_group(&mut self, group: EnrollmentGroup) -> Result<(), EnrollmentError> {
        self.enrollments.put_group(group)
    }

    /// Adds or replaces a CA certificate.
    ///
    /// # Errors
    ///
    /// See [`Enrollments::put_certificate`](crate::Enrollments::put_certificate).
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
    /// connection to call [`Session::tick`](crate::Session::tick) on so that the device hears of it; `None` for a device that is not there,
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

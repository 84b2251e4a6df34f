//! Telling a practice service about the device: the one in this page, or the one beside the relay.

use std::cell::RefCell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use device_certs::{Certificate, pem_encode};
use dps_protocol::RegistrationId;
use practice_dps::PracticeDps;
use practice_dps::enrollments::{
    CaCertificate, EnrollmentGroup, IndividualEnrollment, ProvisioningStatus,
};
use relay_protocol::{CERTIFICATES_PATH, ENROLLMENT_GROUPS_PATH, ENROLLMENTS_PATH};
use serde_json::{Value, json};

use super::relay_api;
use crate::journey::EnrolmentPlan;

/// The one group of the lesson, and the name of its CA certificate: the same in every tab and after every reload, so
/// that a CA that is used again replaces itself instead of being in use already.
const LESSON: &str = "lesson";

/// Writes `plan` into the service of this page, which forgets what the lesson wrote before: those registration IDs are in
/// `written`. What the console has written stays.
///
/// # Errors
/// What the service says against it, for people.
pub(super) fn in_page(
    service: &mut PracticeDps,
    written: &mut Vec<String>,
    plan: &EnrolmentPlan,
) -> Result<(), String> {
    let (EnrolmentPlan::Forget {
        registration_id: current,
    }
    | EnrolmentPlan::Individual {
        registration_id: current,
        ..
    }
    | EnrolmentPlan::Group {
        registration_id: current,
        ..
    }) = plan;
    written.push(current.clone());
    for registration_id in written.drain(..) {
        service.delete_individual(&registration_id);
    }
    service.delete_group(LESSON);
    service.delete_certificate(LESSON);
    match plan {
        EnrolmentPlan::Forget { .. } => Ok(()),
        EnrolmentPlan::Individual {
            registration_id,
            certificate,
            enabled,
        } => {
            let registration_id =
                RegistrationId::parse(registration_id).map_err(|error| error.to_string())?;
            let mut device =
                IndividualEnrollment::new(registration_id, Certificate::read(certificate).0);
            if !enabled {
                device.terms.provisioning_status = ProvisioningStatus::Disabled;
            }
            written.push(current.clone());
            service
                .put_individual(device)
                .map_err(|error| error.to_string())
        }
        EnrolmentPlan::Group { ca, verified, .. } => {
            let ca = Certificate::read(ca).0;
            let certificate = CaCertificate::new(LESSON, ca.clone(), *verified);
            service
                .put_certificate(certificate)
                .map_err(|error| error.to_string())?;
            service
                .put_group(EnrollmentGroup::new(LESSON, ca))
                .map_err(|error| error.to_string())
        }
    }
}

/// Enrols a device of the lab with the practice service beside the relay, by its own certificate.
///
/// # Errors
/// What the relay says against it, for people.
pub async fn enrol_lab_device(leaf: &Certificate) -> Result<(), String> {
    let name = leaf.common_name().unwrap_or_default();
    RegistrationId::parse(name).map_err(|error| error.to_string())?;
    let body = individual(name, &leaf.der, true);
    relay_api::put(ENROLLMENTS_PATH, name, &body).await
}

/// Uploads a CA of the lab to the practice service beside the relay, in the place of the lesson's (one certificate makes one
/// entry, and the lesson may go on with this one), and asks for the code that its holder must sign.
///
/// # Errors
/// What the relay says against it, for people.
pub async fn upload_lab_authority(ca: &Certificate) -> Result<String, String> {
    let body = json!({ "name": LESSON, "certificate": STANDARD.encode(&ca.der) });
    relay_api::put(CERTIFICATES_PATH, LESSON, &body).await?;
    let asked =
        relay_api::post(CERTIFICATES_PATH, LESSON, "generateVerificationCode", None).await?;
    let code = asked.get("verificationCode").and_then(Value::as_str);
    code.map(str::to_owned)
        .ok_or_else(|| "the practice service gave no verification code".to_owned())
}

/// Shows the proof that the key of the CA is held, and makes a group for it.
///
/// # Errors
/// What the relay says against it, for people.
pub async fn prove_lab_authority(ca: &Certificate, proof: &Certificate) -> Result<(), String> {
    let body = json!({ "certificate": pem_encode("CERTIFICATE", &proof.der) });
    relay_api::post(CERTIFICATES_PATH, LESSON, "verify", Some(&body)).await?;
    relay_api::put(ENROLLMENT_GROUPS_PATH, LESSON, &group(LESSON, &ca.der)).await
}

/// Registration IDs this page has enrolled beside the relay. The same leaf cannot be enrolled under two.
#[derive(Default)]
pub(super) struct EnrolledBesideRelay(RefCell<Vec<String>>);

impl EnrolledBesideRelay {
    /// Writes `plan` into the service beside the relay, which forgets what this page has told it before.
    ///
    /// # Errors
    /// What the relay says against it, for people.
    pub(super) async fn write(&self, plan: &EnrolmentPlan) -> Result<(), String> {
        let (EnrolmentPlan::Forget {
            registration_id: current,
        }
        | EnrolmentPlan::Individual {
            registration_id: current,
            ..
        }
        | EnrolmentPlan::Group {
            registration_id: current,
            ..
        }) = plan;
        for registration_id in self.0.take() {
            if registration_id != *current {
                relay_api::delete(ENROLLMENTS_PATH, &registration_id).await?;
            }
        }
        match plan {
            EnrolmentPlan::Forget { .. } => {
                relay_api::delete(ENROLLMENT_GROUPS_PATH, LESSON).await?;
                forget_individual(current).await
            }
            EnrolmentPlan::Individual {
                certificate,
                enabled,
                ..
            } => {
                RegistrationId::parse(current).map_err(|error| error.to_string())?;
                self.0.borrow_mut().push(current.clone());
                let body = individual(current, certificate, *enabled);
                relay_api::put(ENROLLMENTS_PATH, current, &body).await
            }
            EnrolmentPlan::Group { ca, verified, .. } => {
                forget_individual(current).await?;
                let body = json!({ "name": LESSON, "certificate": STANDARD.encode(ca), "isVerified": verified });
                relay_api::put(CERTIFICATES_PATH, LESSON, &body).await?;
                relay_api::put(ENROLLMENT_GROUPS_PATH, LESSON, &group(LESSON, ca)).await
            }
        }
    }
}

/// Also what a page before this one has enrolled: the service outlives reloads. A name that is none is not there.
async fn forget_individual(registration_id: &str) -> Result<(), String> {
    match RegistrationId::parse(registration_id) {
        Ok(_) => relay_api::delete(ENROLLMENTS_PATH, registration_id).await,
        Err(_) => Ok(()),
    }
}

/// The shape of [Azure's service API](https://learn.microsoft.com/rest/api/iot-dps/service/individual-enrollment/create-or-update).
fn individual(registration_id: &str, certificate: &[u8], enabled: bool) -> Value {
    json!({
        "registrationId": registration_id,
        "provisioningStatus": if enabled { "enabled" } else { "disabled" },
        "attestation": { "type": "x509", "x509": { "clientCertificates": primary(certificate) } },
    })
}

fn group(name: &str, ca: &[u8]) -> Value {
    json!({
        "enrollmentGroupId": name,
        "provisioningStatus": "enabled",
        "attestation": { "type": "x509", "x509": { "signingCertificates": primary(ca) } },
    })
}

fn primary(certificate: &[u8]) -> Value {
    json!({ "primary": { "certificate": STANDARD.encode(certificate) } })
}

//! The enrolment the device is held against: typed in, or imported. Both become the same JSON that `check` reads, so
//! that there is one way from there on.

use device_certs::{Certificate, pem_encode};
use practice_dps::{EnrollmentFile, Enrollments};
use serde_json::{Value, json};

use super::{Keep, Origin};

/// What kind of enrolment is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EnrolmentKind {
    /// None, and nothing is said about it.
    #[default]
    None,
    /// One device with its own certificate.
    Individual,
    /// All devices below a CA.
    Group,
    /// A file.
    Imported,
}

/// An enrolment as the person gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enrolment {
    /// What kind.
    pub kind: EnrolmentKind,
    /// The registration ID of an individual enrolment; empty for the common name of its certificate.
    pub registration_id: String,
    /// Its certificate; none for the one the device presents.
    pub primary: Option<Origin>,
    /// Its other certificate.
    pub secondary: Option<Origin>,
    /// The CA of a group.
    pub ca: Option<Origin>,
    /// Whether somebody has proven to hold the key of that CA.
    pub is_verified: bool,
    /// Whether the entry is disabled.
    pub is_disabled: bool,
    /// Name and text of an imported file.
    pub imported: Option<(String, String)>,
}

/// What a group that is typed in is called.
const GROUP: &str = "this-group";

impl Enrolment {
    /// Whether a text is a file of enrolments, and what is in it, in words.
    pub fn recognise(bytes: &[u8]) -> Option<Result<String, String>> {
        let text = std::str::from_utf8(bytes).ok()?;
        let bare = text.trim_start_matches('\u{feff}').trim_start();
        if !bare.starts_with('{') || !(bare.contains("nrollment") || bare.contains("isVerified")) {
            return None;
        }
        Some(match EnrollmentFile::parse(text) {
            Ok(file) => Ok(format!(
                "{}, {}, {}",
                counted(file.individuals.len(), "individual enrolment"),
                counted(file.groups.len(), "group"),
                counted(file.certificates.len(), "CA certificate"),
            )),
            Err(error) => Err(error.to_string()),
        })
    }

    /// The enrolment as a file that `check --enrollments` and the practice service read. `leaf` is what the device
    /// presents.
    ///
    /// # Errors
    /// What is still missing: a sentence.
    pub fn json(&self, keep: &Keep, leaf: Option<&Certificate>) -> Result<Option<String>, String> {
        let status = if self.is_disabled {
            "disabled"
        } else {
            "enabled"
        };
        let document = match self.kind {
            EnrolmentKind::None => return Ok(None),
            EnrolmentKind::Imported => {
                let (_, text) = self
                    .imported
                    .as_ref()
                    .ok_or("Choose a file of enrolments.")?;
                return Ok(Some(text.clone()));
            }
            EnrolmentKind::Individual => {
                let of_device = || leaf.cloned();
                let primary = match self.primary {
                    Some(origin) => certificate(keep, origin),
                    None => of_device(),
                };
                let primary = primary.ok_or("The enrolment needs a certificate.")?;
                let registration_id = match self.registration_id.trim() {
                    "" => primary.common_name().unwrap_or_default(),
                    typed => typed,
                };
                let mut certificates = json!({ "primary": held(&primary) });
                let secondary = self.secondary.and_then(|origin| certificate(keep, origin));
                if let (Some(secondary), Some(members)) = (secondary, certificates.as_object_mut())
                {
                    members.insert("secondary".to_owned(), held(&secondary));
                }
                json!({ "individualEnrollments": [{
                    "registrationId": registration_id,
                    "provisioningStatus": status,
                    "attestation": { "type": "x509", "x509": { "clientCertificates": certificates } },
                }] })
            }
            EnrolmentKind::Group => {
                let ca = self.ca.and_then(|origin| certificate(keep, origin));
                let ca = ca.ok_or("Choose the CA certificate that the group is made for.")?;
                json!({
                    "enrollmentGroups": [{
                        "enrollmentGroupId": GROUP,
                        "provisioningStatus": status,
                        "attestation": { "type": "x509", "x509": { "signingCertificates": { "primary": held(&ca) } } },
                    }],
                    "certificates": [{
                        "name": "this-ca",
                        "certificate": pem_encode("CERTIFICATE", &ca.der),
                        "isVerified": self.is_verified,
                    }],
                })
            }
        };
        serde_json::to_string_pretty(&document)
            .map(Some)
            .map_err(|error| error.to_string())
    }

    /// The enrolment as the service keeps it.
    ///
    /// # Errors
    /// What is wrong with it or still missing: a sentence.
    pub fn enrollments(
        &self,
        keep: &Keep,
        leaf: Option<&Certificate>,
    ) -> Result<Option<Enrollments>, String> {
        let Some(text) = self.json(keep, leaf)? else {
            return Ok(None);
        };
        let mut enrollments = Enrollments::default();
        EnrollmentFile::parse(&text)
            .and_then(|file| enrollments.load(file))
            .map_err(|error| format!("This enrolment cannot be: {error}."))?;
        Ok(Some(enrollments))
    }
}

fn certificate(keep: &Keep, (file, index): Origin) -> Option<Certificate> {
    let exhibit = keep.get(file)?.exhibit();
    exhibit.certificates.get(index).cloned()
}

fn held(certificate: &Certificate) -> Value {
    json!({ "certificate": pem_encode("CERTIFICATE", &certificate.der) })
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

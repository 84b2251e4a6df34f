//! The subject has no common name.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "subject_cn_missing",
    severity: Severity::Error,
    title: "the subject has no common name",
    profiles: &[Profile::Device, Profile::Verification],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "subject_cn_missing",
    why: "DPS takes the registration ID from the common name of the leaf. Names elsewhere, such as in subjectAltName, do not count. Without one no enrolment can fit.",
    fix: "Issue the certificate with the registration ID as its common name: `openssl req -new -key device.key -subj \"/CN=dev-01\" -out device.csr`.",
    citations: &[sources::ATTESTATION, sources::MQTT],
    fires_on: &[
        "device/subject_cn_missing.pem",
        "device/subject_cn_empty.pem",
    ],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let has_name = subject
        .certificate
        .common_name()
        .is_some_and(|name| !name.is_empty());
    if !has_name {
        found.at(
            subject.certificate.subject.bytes.clone(),
            format!(
                "the subject is {:?}",
                subject.certificate.subject.to_string()
            ),
        );
    }
}

//! A certificate is in the file twice.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "certificate_repeated",
    severity: Severity::Notice,
    title: "a certificate is in the file twice",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "certificate_repeated",
    why: "It costs bytes in every handshake with DPS, and some devices have few to spare.",
    fix: "Take the repetition out.",
    citations: &[rfc!(5246, "7.4.2")],
    fires_on: &["device/certificate_repeated.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for index in &evidence.exhibit.chain.duplicates {
        if let Some(certificate) = evidence.exhibit.certificates.get(*index) {
            found.in_certificate(
                *index,
                certificate.subject.bytes.clone(),
                format!("{:?} is there already", certificate.subject.to_string()),
            );
        }
    }
}

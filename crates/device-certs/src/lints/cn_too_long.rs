//! The common name is longer than 64 characters.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "cn_too_long",
    severity: Severity::Warning,
    title: "the common name is longer than 64 characters",
    profiles: Profile::PRESENTED,
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "cn_too_long",
    why: "X.509 limits a common name to 64 characters, although a registration ID may have 128. OpenSSL does not issue longer ones, strict readers refuse them, and Microsoft documents 64 as the limit for DPS with certificates.",
    fix: "Choose a registration ID of at most 64 characters.",
    citations: &[sources::UPPER_BOUNDS, sources::ATTESTATION],
    fires_on: &["device/cn_too_long.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    for name in subject.certificate.subject.common_names() {
        let count = name.value.chars().count();
        if count > 64 {
            found.at(
                name.bytes.clone(),
                format!("{count} characters are more than 64"),
            );
        }
    }
}

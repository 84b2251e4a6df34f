//! The subject has several common names.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "subject_cn_repeated",
    severity: Severity::Warning,
    title: "the subject has several common names",
    profiles: &[Profile::Device, Profile::Verification],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "subject_cn_repeated",
    why: "One name is the registration ID. With several it is up to the reader which one: OpenSSL and .NET do not choose alike, and nobody has written down which one DPS takes.",
    fix: "Issue the certificate with one common name.",
    citations: &[sources::ATTESTATION],
    fires_on: &["device/subject_cn_repeated.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let names = subject.certificate.subject.common_names();
    for name in names.skip(1) {
        found.at(
            name.bytes.clone(),
            format!("{:?} is a further common name", name.value),
        );
    }
}

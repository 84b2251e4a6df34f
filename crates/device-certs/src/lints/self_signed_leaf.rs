//! The device certificate is self-signed.

use crate::Verdict;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "self_signed_leaf",
    severity: Severity::Notice,
    title: "the device certificate is self-signed",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "self_signed_leaf",
    why: "That is fine for an individual enrolment, and for nothing else: no group can hold it. The DPS portal shows such a certificate by its SHA-1 thumbprint, an IoT hub by its SHA-256 thumbprint.",
    fix: "Upload exactly this certificate as primary certificate of an individual enrolment.",
    citations: &[sources::ATTESTATION],
    fires_on: &["device/self_signed.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    let own = evidence.signed(subject.index, subject.index);
    let alone = evidence.path().count() == 1;
    if certificate.is_self_issued() && alone && own != Some(&Verdict::Invalid) {
        found.at(
            certificate.issuer.bytes.clone(),
            format!(
                "SHA-1 {}, SHA-256 {}",
                certificate.sha1(),
                certificate.sha256()
            ),
        );
    }
}

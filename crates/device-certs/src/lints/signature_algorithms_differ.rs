//! The two signature algorithms of the certificate differ.

use crate::der;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "signature_algorithms_differ",
    severity: Severity::Warning,
    title: "the two signature algorithms of the certificate differ",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "signature_algorithms_differ",
    why: "The algorithm stands in the signed part and beside the signature, and must be the same. OpenSSL and others refuse a certificate that contradicts itself; DPS is likely to.",
    fix: "Have the certificate issued again.",
    citations: &[rfc!(5280, "4.1.1.2")],
    fires_on: &["device/signature_algorithms_differ.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let differ = subject
        .problems
        .iter()
        .find(|problem| problem.kind == der::ProblemKind::SignatureAlgorithmsDiffer);
    if let Some(problem) = differ {
        found.at(
            problem.bytes.clone(),
            format!(
                "beside the signature stands {}, inside another",
                subject.certificate.signature_algorithm
            ),
        );
    }
}

//! The encoding is not DER.

use crate::der;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "der_not_canonical",
    severity: Severity::Warning,
    title: "the encoding is not DER",
    profiles: Profile::ALL,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "der_not_canonical",
    why: "Certificates are DER: one way to write each length. Lenient readers take the laxer BER, others refuse it, and who writes it anew breaks the signature. DPS may be one of the others.",
    fix: "Have the certificate issued by a current tool; changing the bytes would break its signature.",
    citations: &[rfc!(5280, "4.1")],
    fires_on: &["device/length_not_minimal.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(problem) = subject.problems.iter().find(|problem| {
        matches!(
            problem.kind,
            der::ProblemKind::LengthNotMinimal
                | der::ProblemKind::IndefiniteLength
                | der::ProblemKind::IndefiniteLengthBroken
                | der::ProblemKind::TooDeep
        )
    }) else {
        return;
    };
    found.at(problem.bytes.clone(), problem.kind.to_string());
}

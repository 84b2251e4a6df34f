//! The individual enrolment holds another certificate.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "enrollment_holds_another_certificate",
    severity: Severity::Error,
    title: "the individual enrolment holds another certificate",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrollment_holds_another_certificate",
    why: "An individual enrolment takes exactly the certificate it holds, by its thumbprint; a renewed one, or that of the CA, is another. It is looked for before all groups, so no group helps. DPS answers 401002, Invalid certificate.",
    fix: "Put exactly the certificate the device presents into the enrolment, as primary or secondary.",
    citations: &[sources::ORDER, sources::ROLL],
    fires_on: &["device/enrollment_holds_another_certificate.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(answer) = evidence.questions.answer else {
        return found.not_applicable("no enrolments are given");
    };
    if matches!(answer.rule, "individual_holds_another") {
        found.at(subject.certificate.subject.bytes.clone(), answer.text);
    }
}

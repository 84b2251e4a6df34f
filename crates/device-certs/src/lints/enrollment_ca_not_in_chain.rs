//! The CA of the enrolment group is not in the chain.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "enrollment_ca_not_in_chain",
    severity: Severity::Error,
    title: "the CA of the enrolment group is not in the chain",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrollment_ca_not_in_chain",
    why: "A group is made for one CA certificate, and takes the devices whose chain contains it. The chain of this device does not: DPS answers 401002.",
    fix: "Let the device send the intermediate the group is made for, or make the group for the CA that is in the chain.",
    citations: &[sources::CHAIN, sources::ORDER],
    fires_on: &["device/enrollment_ca_not_in_chain.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(answer) = evidence.questions.answer else {
        return found.not_applicable("no enrolments are given");
    };
    if matches!(
        answer.rule,
        "group_certificate_not_in_chain" | "intermediate_missing"
    ) {
        found.at(subject.certificate.subject.bytes.clone(), answer.text);
    }
}

//! No enrolment fits the certificate.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "enrollment_absent",
    severity: Severity::Error,
    title: "no enrolment fits the certificate",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrollment_absent",
    why: "There is no individual enrolment for the registration ID, and no group for any certificate of the chain; or the CA of the chain was not uploaded. DPS does not provision such a device: 401000 or 401002.",
    fix: "Make an individual enrolment with this certificate, or upload and verify the CA and make a group for it.",
    citations: &[sources::ORDER, sources::CHAIN],
    fires_on: &["device/enrollment_absent.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(answer) = evidence.questions.answer else {
        return found.not_applicable("no enrolments are given");
    };
    if matches!(answer.rule, "ca_unknown" | "no_group_uses_ca") {
        found.at(subject.certificate.subject.bytes.clone(), answer.text);
    }
}

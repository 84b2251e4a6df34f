//! The CA of the enrolment is not verified.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "enrollment_ca_not_verified",
    severity: Severity::Error,
    title: "the CA of the enrolment is not verified",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrollment_ca_not_verified",
    why: "DPS goes by verified CA certificates only: uploaded, and either verified with a code or marked as verified when uploading. Without that it answers 401002, CA certificate not found.",
    fix: "Verify it in the portal, or with `az iot dps certificate create --verified true`.",
    citations: &[sources::VERIFY, sources::CHAIN],
    fires_on: &["device/enrollment_ca_not_verified.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(answer) = evidence.questions.answer else {
        return found.not_applicable("no enrolments are given");
    };
    if matches!(answer.rule, "ca_not_verified") {
        found.at(subject.certificate.subject.bytes.clone(), answer.text);
    }
}

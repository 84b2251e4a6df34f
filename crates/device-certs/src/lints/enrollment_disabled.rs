//! The enrolment is disabled.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "enrollment_disabled",
    severity: Severity::Error,
    title: "the enrolment is disabled",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrollment_disabled",
    why: "The first entry found decides, and this one is disabled: DPS answers `disabled`, also when an enabled group would fit.",
    fix: "Enable the entry, or delete it so that the next one decides.",
    citations: &[sources::ORDER, sources::REVOKE],
    fires_on: &["device/enrollment_disabled.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(answer) = evidence.questions.answer else {
        return found.not_applicable("no enrolments are given");
    };
    if matches!(answer.rule, "entry_disabled") {
        found.at(subject.certificate.subject.bytes.clone(), answer.text);
    }
}

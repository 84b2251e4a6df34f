//! Common name and registration ID differ in case.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "cn_case_differs",
    severity: Severity::Warning,
    title: "common name and registration ID differ in case",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "cn_case_differs",
    why: "DPS compares registration IDs without regard to case, an IoT hub its device IDs with. A device that takes its hub name from the other spelling is provisioned by DPS and then refused by the hub.",
    fix: "Write it the same way in certificate, enrolment and device, best in lower case; and connect to the hub with the deviceId that DPS returned.",
    citations: &[sources::SERVICE, sources::ATTESTATION],
    fires_on: &["device/cn_case_differs.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let written = [
        evidence.questions.registration_id,
        evidence
            .questions
            .answer
            .and_then(|answer| answer.enrolled_as),
    ];
    if written == [None, None] {
        return found.not_applicable("no registration ID is given");
    }
    let Some(name) = subject.certificate.subject.common_names().next() else {
        return found.not_applicable("there is no common name");
    };
    let differs = |wanted: &&str| name.value.eq_ignore_ascii_case(wanted) && name.value != *wanted;
    if let Some(wanted) = written.into_iter().flatten().find(differs) {
        found.at(
            name.bytes.clone(),
            format!(
                "the common name is {:?}, the registration ID {wanted:?}",
                name.value
            ),
        );
    }
}

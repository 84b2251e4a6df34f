//! The common name is not the registration ID.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "cn_differs_from_registration_id",
    severity: Severity::Error,
    title: "the common name is not the registration ID",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "cn_differs_from_registration_id",
    why: "The common name of the leaf must be the registration ID (upper and lower case apart). DPS answers 401002 when it is another.",
    fix: "Register with the common name as registration ID, or issue the certificate with the registration ID as common name.",
    citations: &[sources::ATTESTATION, sources::MQTT],
    fires_on: &["device/cn_differs.pem"],
    quiet_on: &["device/good_p256.pem", "device/cn_case_differs.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(wanted) = evidence.questions.registration_id else {
        return found.not_applicable("no registration ID is given");
    };
    let Some(name) = subject.certificate.subject.common_names().next() else {
        return found.not_applicable("there is no common name");
    };
    if !name.value.eq_ignore_ascii_case(wanted) {
        found.at(
            name.bytes.clone(),
            format!(
                "the common name is {:?}, the registration ID {wanted:?}",
                name.value
            ),
        );
    }
}

//! The common name cannot be a registration ID.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "cn_not_a_registration_id",
    severity: Severity::Error,
    title: "the common name cannot be a registration ID",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "cn_not_a_registration_id",
    why: "The common name is the registration ID, and that consists of letters, digits, `-`, `.`, `_` and `:`, up to 128, the last one a letter, a digit or `-`. Anything else DPS answers with 400004, Invalid RegistrationId.",
    fix: "Issue the certificate with a common name of allowed characters.",
    citations: &[sources::SERVICE, sources::ATTESTATION],
    fires_on: &[
        "device/cn_characters.pem",
        "device/cn_last_character.pem",
        "device/cn_odd_characters.pem",
    ],
    quiet_on: &["device/good_p256.pem", "device/cn_colon.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(name) = subject.certificate.subject.common_names().next() else {
        return found.not_applicable("there is no common name");
    };
    let value = &name.value;
    let foreign = value
        .chars()
        .find(|character| !character.is_ascii_alphanumeric() && !"-._:".contains(*character));
    let last = value.chars().next_back();
    let message = if let Some(character) = foreign {
        format!("{character:?} in {value:?} is not allowed")
    } else if value.chars().count() > 128 {
        format!("{} characters are more than 128", value.chars().count())
    } else if last.is_some_and(|last| !last.is_ascii_alphanumeric() && last != '-') {
        format!("{value:?} ends in {:?}", last.unwrap_or_default())
    } else {
        return;
    };
    found.at(name.bytes.clone(), message);
}

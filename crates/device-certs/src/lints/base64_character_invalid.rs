//! A character is none of base64.

use crate::lint::{
    Check, Evidence, Found, Lint, PemDefect, Profile, Severity, Texts, pem_defects, rfc, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "base64_character_invalid",
    severity: Severity::Error,
    title: "a character is none of base64",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "base64_character_invalid",
    why: "Between BEGIN and END stand letters, digits, `+`, `/` and `=`, and nothing else. A TLS library loads nothing of such a block, so that the device has no certificate to present and DPS refuses it.",
    fix: "Remove the character, or copy the file anew.",
    citations: &[rfc!(7468, "3"), sources::MQTT],
    fires_on: &["device/base64_character_invalid.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for problem in pem_defects(evidence.exhibit, PemDefect::Base64Character) {
        found.at(problem.bytes.clone(), problem.what.clone());
    }
}

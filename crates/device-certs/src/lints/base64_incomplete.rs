//! The base64 is empty or ends too early.

use crate::lint::{
    Check, Evidence, Found, Lint, PemDefect, Profile, Severity, Texts, pem_defects, rfc, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "base64_incomplete",
    severity: Severity::Error,
    title: "the base64 is empty or ends too early",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "base64_incomplete",
    why: "Base64 comes in groups of four characters; here some are lost. What is left is no certificate, so that the device has none to present and DPS refuses it.",
    fix: "Copy the file anew; a line was probably lost.",
    citations: &[rfc!(7468, "3"), sources::MQTT],
    fires_on: &["device/base64_incomplete.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for problem in pem_defects(evidence.exhibit, PemDefect::Base64Incomplete) {
        found.at(problem.bytes.clone(), problem.what.clone());
    }
}

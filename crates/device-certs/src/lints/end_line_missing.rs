//! An END line is missing.

use crate::lint::{
    Check, Evidence, Found, Lint, PemDefect, Profile, Severity, Texts, pem_defects, rfc, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "end_line_missing",
    severity: Severity::Error,
    title: "an END line is missing or damaged",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "end_line_missing",
    why: "A block without its END line was cut on its way. A TLS library does not load it, so that the device has no certificate to present and DPS refuses it.",
    fix: "Copy the whole block again, up to `-----END CERTIFICATE-----`.",
    citations: &[rfc!(7468, "2"), sources::MQTT],
    fires_on: &["device/end_line_missing.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for problem in pem_defects(evidence.exhibit, PemDefect::EndLineMissing) {
        found.at(problem.bytes.clone(), problem.what.clone());
    }
}

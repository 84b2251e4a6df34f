//! A BEGIN line is missing or damaged.

use crate::lint::{
    Check, Evidence, Found, Lint, PemDefect, Profile, Severity, Texts, pem_defects, rfc, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "begin_line_missing",
    severity: Severity::Error,
    title: "a BEGIN line is missing or damaged",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "begin_line_missing",
    why: "PEM begins with a line of its own, five dashes on each side. Without it every TLS library says \"no start line\" and loads nothing, so that the device has no certificate to present and DPS refuses it.",
    fix: "Copy the whole block again, from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`. From DER make PEM with `openssl x509 -inform DER -in device.cer -out device.pem`.",
    citations: &[rfc!(7468, "3"), sources::MQTT],
    fires_on: &[
        "device/begin_line_missing.pem",
        "device/begin_line_glued.pem",
    ],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for problem in pem_defects(evidence.exhibit, PemDefect::BeginLineMissing) {
        found.at(problem.bytes.clone(), problem.what.clone());
    }
}

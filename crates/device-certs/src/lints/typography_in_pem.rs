//! The file has characters that no PEM has.

use crate::lint::{
    Check, Evidence, Found, Lint, PemDefect, Profile, Severity, Texts, pem_defects, rfc, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "typography_in_pem",
    severity: Severity::Error,
    title: "the file has characters that no PEM has",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "typography_in_pem",
    why: "A word processor, a web page or an editor has put in typographic dashes, quotes, no-break spaces, or saved the text as UTF-16. TLS libraries read ASCII and load nothing of it, so that the device has no certificate to present and DPS refuses it.",
    fix: "Copy from the original file instead of a page, and save as plain ASCII. In PowerShell write with `Set-Content -Encoding ascii`.",
    citations: &[rfc!(7468, "2"), sources::MQTT],
    fires_on: &["device/typography_in_pem.pem", "device/utf16.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for problem in pem_defects(evidence.exhibit, PemDefect::Typography) {
        found.at(problem.bytes.clone(), problem.what.clone());
    }
}

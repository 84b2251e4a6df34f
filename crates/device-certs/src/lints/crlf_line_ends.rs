//! Lines end as on Windows.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "crlf_line_ends",
    severity: Severity::Notice,
    title: "lines end as on Windows",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "crlf_line_ends",
    why: "Carriage returns are fine for OpenSSL and the desktop SDKs. Pasted into firmware, or compared byte by byte, they are trouble that shows only when the device talks to DPS.",
    fix: "For firmware save with line feeds alone: `sed -i 's/\\r$//' device.pem`.",
    citations: &[rfc!(7468, "2")],
    fires_on: &["device/crlf_line_ends.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let file = evidence.exhibit.file;
    let is_text = file.starts_with(b"-----")
        || evidence
            .exhibit
            .reading
            .items
            .iter()
            .any(|item| item.lines.end > 1);
    if !is_text {
        return found.not_applicable("the file is not text");
    }
    if let Some(at) = file.windows(2).position(|pair| pair == b"\r\n") {
        found.at(at..at + 2, LINT.title);
    }
}

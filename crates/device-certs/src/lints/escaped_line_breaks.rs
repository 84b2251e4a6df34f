//! Line breaks are written as backslash n, or the text is a string literal.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};
use crate::pem::RepairKind;

pub(super) static LINT: Lint = Lint {
    id: "escaped_line_breaks",
    severity: Severity::Warning,
    title: "line breaks are written as backslash n, or the text is a string literal",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "escaped_line_breaks",
    why: "The text was copied out of source code, JSON or an environment variable, where a line break is written as two characters. TLS libraries want real line breaks, say \"no start line\" otherwise, and the device cannot present its certificate to DPS.",
    fix: "Turn them into line breaks and drop the quotes: `printf '%b' \"$PEM\" > device.pem`.",
    citations: &[rfc!(7468, "2")],
    fires_on: &["device/escaped_line_breaks.pem", "device/c_string.txt"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let file = evidence.exhibit.file;
    let boundary = |marker: &[u8]| file.windows(marker.len()).position(|part| part == marker);
    // A private key is looked through as well, and nothing of it is repeated.
    if let Some(begin) = boundary(b"-BEGIN ") {
        let after = file.get(begin..).unwrap_or_default();
        if let Some(at) = after.windows(2).position(|pair| pair == b"\\n") {
            return found.at(begin + at..begin + at + 2, LINT.title);
        }
    }
    let repairs = &evidence.exhibit.reading.repairs;
    let escapes = repairs.iter().find(|one| one.kind == RepairKind::Escapes);
    match escapes {
        Some(repair) => found.at(repair.bytes.clone(), repair.what),
        None if boundary(b"-BEGIN ").is_none() => found.not_applicable("there is no BEGIN line"),
        None => {}
    }
}

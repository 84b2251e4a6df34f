//! The file begins with a byte order mark.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "byte_order_mark",
    severity: Severity::Warning,
    title: "the file begins with a byte order mark",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "byte_order_mark",
    why: "Windows editors put three invisible bytes before the text. OpenSSL then does not recognise a BEGIN line on the first line, says \"no start line\", and the device cannot present its certificate to DPS.",
    fix: "Save as UTF-8 without BOM, or as ASCII.",
    citations: &[rfc!(7468, "2")],
    fires_on: &["device/byte_order_mark.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    if evidence.exhibit.file.starts_with(b"\xef\xbb\xbf") {
        found.at(0..3, LINT.title);
    }
}

//! A password was given, and nothing is behind one.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "password_not_needed",
    severity: Severity::Notice,
    title: "a password was given, and nothing is behind one",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "password_not_needed",
    why: "No file that was given is encrypted. If one was meant to be, its key is readable for everybody who gets the file, and whoever has the key can register with DPS as this device.",
    fix: "Leave the password out, or give the file that it is for. Encrypt a key with `openssl pkcs8 -topk8 -in device.key -out encrypted.key`.",
    citations: &[rfc!(5958, "3")],
    fires_on: &["device/password_not_needed.pem"],
    quiet_on: &["device/good_p256.pem", "device/archive_opened.p12"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    if evidence.questions.password_unused {
        found.at(
            evidence.whole_file(),
            "a password was given, but no file is behind one",
        );
    }
}

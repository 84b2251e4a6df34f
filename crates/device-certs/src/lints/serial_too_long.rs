//! The serial number is longer than 20 octets.

use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, serial_bytes,
};

pub(super) static LINT: Lint = Lint {
    id: "serial_too_long",
    severity: Severity::Warning,
    title: "the serial number is longer than 20 octets",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "serial_too_long",
    why: "RFC 5280 allows 20 octets. Longer ones do not fit the buffers and databases of some readers; DPS need not take them.",
    fix: "Issue with at most 20 octets, better 16: `openssl rand -hex 16`.",
    citations: &[rfc!(5280, "4.1.2.2")],
    fires_on: &["device/serial_too_long.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let count = subject.certificate.serial.len();
    if count > 20 {
        found.at(
            serial_bytes(subject.certificate),
            format!("the serial number has {count} octets"),
        );
    }
}

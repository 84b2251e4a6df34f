//! The serial number is not positive.

use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, serial_bytes,
};

pub(super) static LINT: Lint = Lint {
    id: "serial_not_positive",
    severity: Severity::Warning,
    title: "the serial number is not positive",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "serial_not_positive",
    why: "A serial number is a positive number. Some readers refuse others, and tools show them differently, so that a certificate is not found again where DPS or a revocation list names it.",
    fix: "Issue with a random positive number: `-set_serial 0x$(openssl rand -hex 16 | sed 's/^./1/')`.",
    citations: &[rfc!(5280, "4.1.2.2")],
    fires_on: &["device/serial_zero.pem", "device/serial_negative.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    let negative = certificate
        .serial
        .first()
        .is_none_or(|first| first & 0x80 != 0);
    if negative || certificate.serial.iter().all(|octet| *octet == 0) {
        found.at(
            serial_bytes(certificate),
            format!("the serial number is {}", certificate.serial_hex()),
        );
    }
}

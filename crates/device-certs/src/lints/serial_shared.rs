//! Two certificates of one issuer have the same serial number.

use crate::lint::{Check, Lint, Profile, Severity, Shared, Subject, Texts, rfc, serial_bytes};

pub(super) static LINT: Lint = Lint {
    id: "serial_shared",
    severity: Severity::Warning,
    title: "two certificates of one issuer have the same serial number",
    profiles: &[Profile::Device],
    check: Check::Batch(value),
};

pub(super) static TEXTS: Texts = Texts {
    id: "serial_shared",
    why: "Issuer and serial number name a certificate, and must be unique. Tools and revocation lists take one for the other. It comes from `-set_serial 1` or a CA database that was copied. DPS goes by thumbprints and does not notice.",
    fix: "Let the CA draw random numbers: `openssl x509 -req -CAcreateserial`, or `rand_serial = yes`.",
    citations: &[rfc!(5280, "4.1.2.2")],
    fires_on: &["batch/serial_shared"],
    quiet_on: &["batch/good"],
};

fn value(subject: &Subject<'_>) -> Option<Shared> {
    let certificate = subject.certificate;
    if certificate.serial.is_empty() {
        return None;
    }
    let value = [certificate.issuer_der(), &certificate.serial].concat();
    Some(Shared {
        value,
        bytes: serial_bytes(certificate),
    })
}

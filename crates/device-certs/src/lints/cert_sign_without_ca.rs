//! KeyUsage allows signing certificates, but the certificate is no CA.

use crate::certificate::KeyUsage;
use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "cert_sign_without_ca",
    severity: Severity::Warning,
    title: "keyUsage allows signing certificates, but the certificate is no CA",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "cert_sign_without_ca",
    why: "RFC 5280 forbids keyCertSign without CA:TRUE. Strict readers refuse the certificate; DPS may.",
    fix: "For a device issue again with `keyUsage=critical,digitalSignature`; for a CA with `basicConstraints=critical,CA:TRUE`.",
    citations: &[rfc!(5280, "4.2.1.9")],
    fires_on: &["device/cert_sign_without_ca.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    let signs = certificate
        .key_usage
        .is_some_and(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
    if signs && !certificate.is_ca() {
        found.at(
            extension_bytes(certificate, oids::KEY_USAGE),
            "keyUsage has keyCertSign without CA:TRUE",
        );
    }
}

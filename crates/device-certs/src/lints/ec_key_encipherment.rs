//! An elliptic curve key is said to encipher keys.

use crate::KeyKind;
use crate::certificate::KeyUsage;
use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "ec_key_encipherment",
    severity: Severity::Warning,
    title: "an elliptic curve key is said to encipher keys",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "ec_key_encipherment",
    why: "Only RSA can do that; RFC 8813 forbids the bit for elliptic curves. It comes from an extension file made for RSA. Strict readers complain; DPS need not take it.",
    fix: "Issue again with `keyUsage=critical,digitalSignature`.",
    citations: &[rfc!(8813, "3")],
    fires_on: &["device/ec_key_encipherment.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if !matches!(certificate.key, KeyKind::Ec(_)) {
        return found.not_applicable("the key is on no curve");
    }
    if certificate
        .key_usage
        .is_some_and(|usage| usage.contains(KeyUsage::KEY_ENCIPHERMENT))
    {
        found.at(
            extension_bytes(certificate, oids::KEY_USAGE),
            "keyUsage has keyEncipherment",
        );
    }
}

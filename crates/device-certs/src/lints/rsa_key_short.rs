//! The RSA key is shorter than 2048 bits.

use crate::KeyKind;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "rsa_key_short",
    severity: Severity::Warning,
    title: "the RSA key is shorter than 2048 bits",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "rsa_key_short",
    why: "Such keys can be broken, and current TLS libraries refuse them by default. A device that lives ten years with it will be refused by DPS one day, if not today.",
    fix: "Make a new key, best on an elliptic curve: `openssl ecparam -name prime256v1 -genkey -noout -out device.key`.",
    citations: &[sources::NIST_KEYS],
    fires_on: &["device/rsa_key_short.pem"],
    quiet_on: &["device/good_rsa.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let (KeyKind::Rsa { bits } | KeyKind::RsaPss { bits }) = subject.certificate.key else {
        return found.not_applicable("the key is not RSA");
    };
    if bits < 2048 {
        found.at(
            subject.certificate.spki.clone(),
            format!("the key has {bits} bits"),
        );
    }
}

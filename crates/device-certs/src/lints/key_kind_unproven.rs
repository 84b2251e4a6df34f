//! Nobody has shown that the service takes this kind of key.

use crate::KeyKind;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "key_kind_unproven",
    severity: Severity::Warning,
    title: "nobody has shown that the service takes this kind of key",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_kind_unproven",
    why: "RSA and elliptic curves are seen to work with DPS. Ed25519, RSASSA-PSS, ML-DSA and others are not mentioned by any page about DPS, whose documented TLS 1.2 cipher suites are for RSA and ECDSA.",
    fix: "Make sure with one device before making a thousand, or take P-256.",
    citations: &[sources::TLS],
    fires_on: &["device/key_ed25519.pem"],
    quiet_on: &["device/good_p256.pem", "device/good_rsa.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let key = &subject.certificate.key;
    if matches!(
        key,
        KeyKind::Ed25519 | KeyKind::RsaPss { .. } | KeyKind::Other(_)
    ) {
        found.at(
            subject.certificate.spki.clone(),
            format!("the key is {key}"),
        );
    }
}

//! The signature is made with a broken hash.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};
use crate::{Hash, SignatureAlgorithm};

pub(super) static LINT: Lint = Lint {
    id: "signature_hash_weak",
    severity: Severity::Warning,
    title: "the signature is made with a broken hash",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "signature_hash_weak",
    why: "With SHA-1 or MD5 somebody else can make a certificate with the same signature. TLS libraries refuse such chains by default; whether DPS still takes them is not documented.",
    fix: "Issue again with `-sha256`.",
    citations: &[rfc!(9155, "1"), rfc!(6151, "2")],
    fires_on: &["device/signature_sha1.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    let weak = match &certificate.signature_algorithm {
        SignatureAlgorithm::RsaPkcs1(hash)
        | SignatureAlgorithm::RsaPss(hash)
        | SignatureAlgorithm::Ecdsa(hash) => *hash == Hash::Sha1,
        SignatureAlgorithm::Other(oid) => BROKEN.contains(&oid.as_str()),
        SignatureAlgorithm::Ed25519 => false,
    };
    // Nobody checks the signature of a root, which is trusted for itself.
    if weak && !certificate.is_self_issued() {
        let at = certificate.tbs.end..certificate.signature.start.max(certificate.tbs.end);
        found.at(
            at,
            format!("signed with {}", certificate.signature_algorithm),
        );
    }
}

/// MD2 and MD5 with RSA.
const BROKEN: &[&str] = &["1.2.840.113549.1.1.2", "1.2.840.113549.1.1.4"];

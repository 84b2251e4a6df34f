//! A certificate has nothing to do with the chain.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc, sources};

pub(super) static LINT: Lint = Lint {
    id: "certificate_unrelated",
    severity: Severity::Warning,
    title: "a certificate has nothing to do with the chain",
    profiles: &[Profile::Device, Profile::Ca, Profile::Verification],
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "certificate_unrelated",
    why: "It is sent along in every handshake and serves nothing; small devices and strict servers stumble over it. Often it shows that the file of another device or another CA was taken, and then DPS will not find its way up the chain.",
    fix: "Take it out, or put the certificate there that really issued the leaf.",
    citations: &[rfc!(5246, "7.4.2"), sources::CHAIN],
    fires_on: &[
        "device/certificate_unrelated.pem",
        "device/chain_broken.pem",
    ],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for index in &evidence.exhibit.chain.unrelated {
        if let Some(certificate) = evidence.exhibit.certificates.get(*index) {
            found.in_certificate(
                *index,
                certificate.subject.bytes.clone(),
                format!(
                    "{:?} is not above the leaf",
                    certificate.subject.to_string()
                ),
            );
        }
    }
}

//! The chain does not get from the leaf to the other certificates.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "chain_broken",
    severity: Severity::Warning,
    title: "the chain does not get from the leaf to the other certificates",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "chain_broken",
    why: "The issuer of the leaf is missing between the certificates of the file, or it is another CA. In a group the device must send the whole chain up to a verified CA; otherwise DPS answers 401002.",
    fix: "Find the missing certificate: `openssl x509 -in device.pem -noout -issuer` names it. Put it behind the leaf.",
    citations: &[sources::CHAIN],
    fires_on: &["device/chain_broken.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if evidence.each().count() < 2 {
        return found.not_applicable("there is one certificate only");
    }
    if evidence.exhibit.has_lost_blocks() {
        return found.not_applicable("a part of the file cannot be read");
    }
    if subject.issuer.is_none() && !certificate.is_self_issued() {
        found.at(
            certificate.issuer.bytes.clone(),
            format!("none of the others is {:?}", certificate.issuer.to_string()),
        );
    }
}

//! The certificate of the issuer is not in the file.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "issuer_absent",
    severity: Severity::Warning,
    title: "the certificate of the issuer is not in the file",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "issuer_absent",
    why: "For an individual enrolment the leaf is enough. In a group the device must send its certificate and every one up to a verified CA: with the leaf alone DPS answers 401002, CA certificate not found. It is the most frequent mistake of all.",
    fix: "Put the issuers behind it, in the order of the chain: `cat device.pem intermediate.pem > chain.pem`, and give that file to the SDK.",
    citations: &[sources::CHAIN, sources::SDK_CHAIN],
    fires_on: &["device/issuer_absent.pem"],
    quiet_on: &["device/good_p256.pem", "device/self_signed.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if certificate.is_self_issued() {
        return found.not_applicable("the certificate names itself as issuer");
    }
    if evidence.exhibit.has_lost_blocks() {
        return found.not_applicable("a part of the file cannot be read");
    }
    let alone = evidence.each().count() == 1;
    if alone {
        found.at(
            certificate.issuer.bytes.clone(),
            format!(
                "issued by {:?}, which is not in the file",
                certificate.issuer.to_string()
            ),
        );
    }
}

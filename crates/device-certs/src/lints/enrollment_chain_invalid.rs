//! The chain to the CA of the enrolment does not hold.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, sources};

pub(super) static LINT: Lint = Lint {
    id: "enrollment_chain_invalid",
    severity: Severity::Error,
    title: "the chain to the CA of the enrolment does not hold",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrollment_chain_invalid",
    why: "The names lead to a verified CA, but a signature on the way is wrong, or a CA certificate has expired or is not valid yet, be it one that was uploaded. DPS cannot walk the chain to a verified certificate and answers 401002.",
    fix: "Renew or replace the CA certificate in the chain and in the service; `openssl verify -CAfile root.pem -untrusted intermediate.pem device.pem` must say OK.",
    citations: &[sources::CHAIN, rfc!(5280, "6.1.3")],
    fires_on: &["device/enrollment_chain_invalid.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(answer) = evidence.questions.answer else {
        return found.not_applicable("no enrolments are given");
    };
    if matches!(answer.rule, "link_signature_wrong" | "issuer_not_current") {
        found.at(subject.certificate.subject.bytes.clone(), answer.text);
    }
}

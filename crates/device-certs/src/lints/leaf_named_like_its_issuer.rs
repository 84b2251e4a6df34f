//! The leaf has the name of its issuer.

use crate::Verdict;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, sources};

pub(super) static LINT: Lint = Lint {
    id: "leaf_named_like_its_issuer",
    severity: Severity::Warning,
    title: "the leaf has the name of its issuer",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "leaf_named_like_its_issuer",
    why: "Whoever builds the chain takes it for a root and looks no further: the chain to the CA of the enrolment group is not found, and DPS answers 401002. It happens when `openssl req` is given the same answers twice.",
    fix: "Issue the leaf with a subject of its own: the registration ID as common name.",
    citations: &[sources::CHAIN, rfc!(5280, "6.1")],
    fires_on: &["device/leaf_named_like_its_issuer.pem"],
    quiet_on: &["device/good_p256.pem", "device/self_signed.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if !certificate.is_self_issued() {
        return;
    }
    let others = evidence.each().any(|other| {
        other.index != subject.index && other.certificate.subject.same_as(&certificate.issuer)
    });
    let own = evidence.signed(subject.index, subject.index);
    if others || own == Some(&Verdict::Invalid) {
        found.at(
            certificate.issuer.bytes.clone(),
            format!(
                "subject and issuer are both {:?}",
                certificate.subject.to_string()
            ),
        );
    }
}

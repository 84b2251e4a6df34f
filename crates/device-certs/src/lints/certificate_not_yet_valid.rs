//! The certificate is not valid yet.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};
use crate::time;

pub(super) static LINT: Lint = Lint {
    id: "certificate_not_yet_valid",
    severity: Severity::Error,
    title: "the certificate is not valid yet",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "certificate_not_yet_valid",
    why: "Validating a chain means that every certificate in it is valid now. Often the clock of the machine that issued it is ahead, or the time zone was counted twice. Until then DPS refuses the chain.",
    fix: "Wait until then, or issue again with a beginning in the past; check the clock of the CA.",
    citations: &[rfc!(5280, "6.1.3"), rfc!(8446, "6.2")],
    fires_on: &["device/certificate_not_yet_valid.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if certificate.not_before > certificate.not_after {
        return found.not_applicable("the validity ends before it begins");
    }
    if let Some(not_before) = certificate
        .not_before
        .filter(|not_before| evidence.questions.now < *not_before)
    {
        found.at(
            subject.certificate.validity.clone(),
            format!(
                "{:?} is valid from {}",
                subject.certificate.subject.to_string(),
                time::rfc3339(not_before)
            ),
        );
    }
}

//! The certificate has expired.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, sources};
use crate::time;

pub(super) static LINT: Lint = Lint {
    id: "certificate_expired",
    severity: Severity::Error,
    title: "the certificate has expired",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "certificate_expired",
    why: "Validating a chain means that every certificate in it is valid now; the TLS alert for it is certificate_expired. A device that worked last month is refused. When DPS itself looks at the dates is not documented, but it validates the chain.",
    fix: "Issue a new certificate with the same common name, and let the device provision again: the hub knows the old thumbprint.",
    citations: &[rfc!(5280, "6.1.3"), rfc!(8446, "6.2"), sources::ROLL],
    fires_on: &["device/certificate_expired.pem", "ca/expired.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if certificate.not_before > certificate.not_after {
        return found.not_applicable("the validity ends before it begins");
    }
    if let Some(not_after) = certificate
        .not_after
        .filter(|not_after| evidence.questions.now > *not_after)
    {
        found.at(
            subject.certificate.validity.clone(),
            format!(
                "{:?} expired on {}",
                subject.certificate.subject.to_string(),
                time::rfc3339(not_after)
            ),
        );
    }
}

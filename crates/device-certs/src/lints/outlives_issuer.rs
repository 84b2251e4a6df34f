//! The certificate is valid longer than its issuer.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};
use crate::time;

pub(super) static LINT: Lint = Lint {
    id: "outlives_issuer",
    severity: Severity::Warning,
    title: "the certificate is valid longer than its issuer",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "outlives_issuer",
    why: "When the issuer expires, the chain no longer validates, however long the device certificate says it is valid: DPS then refuses all devices of the group on one day.",
    fix: "Issue it so that it ends before its issuer, or renew the issuer in time.",
    citations: &[rfc!(5280, "6.1.3")],
    fires_on: &["device/outlives_issuer.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(issuer) = subject.issuer else {
        return found.not_applicable("the issuer is not in the file");
    };
    // Without expiry is how devices are made that live longer than their makers: another rule speaks of it.
    if let (Some(own), Some(above)) = (subject.certificate.not_after, issuer.not_after)
        && own > above
        && own != time::NO_EXPIRY
    {
        found.at(
            subject.certificate.validity.clone(),
            format!(
                "valid until {}, its issuer until {}",
                time::rfc3339(own),
                time::rfc3339(above)
            ),
        );
    }
}

//! The validity ends before it begins.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};
use crate::time;

pub(super) static LINT: Lint = Lint {
    id: "validity_reversed",
    severity: Severity::Error,
    title: "the validity ends before it begins",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "validity_reversed",
    why: "No moment is after its beginning and before its end: the certificate is never valid, and a chain with it never validates. DPS does not get from the device to the CA of its group.",
    fix: "Issue again; a number of days may have overflowed.",
    citations: &[rfc!(5280, "6.1.3")],
    fires_on: &["device/validity_reversed.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if let (Some(not_before), Some(not_after)) = (certificate.not_before, certificate.not_after)
        && not_after < not_before
    {
        found.at(
            certificate.validity.clone(),
            format!(
                "valid from {} until {}",
                time::rfc3339(not_before),
                time::rfc3339(not_after)
            ),
        );
    }
}

//! The certificate has no expiry.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, sources};
use crate::time;

pub(super) static LINT: Lint = Lint {
    id: "no_expiry",
    severity: Severity::Notice,
    title: "the certificate has no expiry",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "no_expiry",
    why: "RFC 5280 has this date for devices that are made once, such as the identity burnt in at the factory (IDevID). It is allowed. DPS does not look at revocation lists: such a device is kept out by disabling its enrolment only.",
    fix: "Nothing, when it is meant. Otherwise issue with an end, and renew through the device.",
    citations: &[rfc!(5280, "4.1.2.5"), sources::REVOKE],
    fires_on: &["device/no_expiry.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    if subject.certificate.not_after == Some(time::NO_EXPIRY) {
        found.at(
            subject.certificate.validity.clone(),
            "valid until 9999-12-31",
        );
    }
}

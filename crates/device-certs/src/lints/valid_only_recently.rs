//! The validity began within the last hour.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};
use crate::time;

pub(super) static LINT: Lint = Lint {
    id: "valid_only_recently",
    severity: Severity::Notice,
    title: "the validity began within the last hour",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "valid_only_recently",
    why: "A clock that is a little behind calls the certificate not valid yet: that of a gateway, of the device, or of a test machine. DPS itself keeps good time.",
    fix: "Let the validity begin a day in the past when issuing; set the clock of the device by NTP before TLS.",
    citations: &[rfc!(5280, "4.1.2.5")],
    fires_on: &["device/valid_only_recently.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(not_before) = subject.certificate.not_before else {
        return found.not_applicable("the dates cannot be read");
    };
    let age = evidence.questions.now.saturating_sub(not_before);
    if (0..3_600).contains(&age) {
        found.at(
            subject.certificate.validity.clone(),
            format!(
                "valid since {}, for {} minutes",
                time::rfc3339(not_before),
                age / 60
            ),
        );
    }
}

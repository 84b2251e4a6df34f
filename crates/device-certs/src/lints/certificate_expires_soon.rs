//! The certificate expires within 30 days.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, sources};
use crate::time;

pub(super) static LINT: Lint = Lint {
    id: "certificate_expires_soon",
    severity: Severity::Warning,
    title: "the certificate expires within 30 days",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "certificate_expires_soon",
    why: "On that day the device stops working, and with a CA all devices below it. After a renewal each device has to provision again, because the hub knows the old thumbprint: that takes DPS and your devices some time.",
    fix: "Renew now, with the same common name.",
    citations: &[sources::ROLL, rfc!(5280, "4.1.2.5")],
    fires_on: &["device/certificate_expires_soon.pem"],
    quiet_on: &["device/good_p256.pem", "device/certificate_expired.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(not_after) = subject.certificate.not_after else {
        return found.not_applicable("the dates cannot be read");
    };
    let left = not_after.saturating_sub(evidence.questions.now);
    if (0..DAYS * 86_400).contains(&left) {
        found.at(
            subject.certificate.validity.clone(),
            format!(
                "{:?} expires on {}, in {} days",
                subject.certificate.subject.to_string(),
                time::rfc3339(not_after),
                left / 86_400
            ),
        );
    }
}

const DAYS: i64 = 30;

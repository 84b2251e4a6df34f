//! The certificate has extensions but is not version 3.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "extensions_without_version_3",
    severity: Severity::Warning,
    title: "the certificate has extensions but is not version 3",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "extensions_without_version_3",
    why: "Extensions exist since version 3. Lenient readers ignore the contradiction, strict ones refuse the certificate; DPS may be either.",
    fix: "Issue it with a current tool, which writes version 3.",
    citations: &[rfc!(5280, "4.1.2.1")],
    fires_on: &["device/extensions_without_version_3.pem"],
    quiet_on: &["device/good_p256.pem", "device/version_1.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if certificate.version != 3 && !certificate.extensions.is_empty() {
        found.at(
            certificate.tbs.clone(),
            format!(
                "version {} with {} extensions",
                certificate.version,
                certificate.extensions.len()
            ),
        );
    }
}

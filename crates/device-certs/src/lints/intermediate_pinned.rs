//! The trusted certificate is not a root.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "intermediate_pinned",
    severity: Severity::Warning,
    title: "the trusted certificate is not a root",
    profiles: &[Profile::Server],
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "intermediate_pinned",
    why: "Intermediates and server certificates of DPS change without notice; Microsoft asks not to pin them. On the day of the change the device is locked out, and cannot be reached to be updated.",
    fix: "Trust roots: DigiCert Global Root G2 and Microsoft RSA Root Certificate Authority 2017.",
    citations: &[sources::ROOTS],
    fires_on: &["server/intermediate_pinned.pem"],
    quiet_on: &["server/good.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if !certificate.is_self_issued() {
        let kind = if certificate.is_ca() {
            "an intermediate"
        } else {
            "a server certificate"
        };
        found.at(
            certificate.issuer.bytes.clone(),
            format!(
                "{:?} is {kind}, issued by {:?}",
                certificate.subject.to_string(),
                certificate.issuer.to_string()
            ),
        );
    }
}

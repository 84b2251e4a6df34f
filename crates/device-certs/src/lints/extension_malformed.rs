//! An extension cannot be read.

use crate::der;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "extension_malformed",
    severity: Severity::Warning,
    title: "an extension cannot be read",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "extension_malformed",
    why: "Its contents are not what the extension is defined to hold. Readers ignore it or refuse the whole certificate; what DPS does is not documented.",
    fix: "Have the certificate issued again with a current tool.",
    citations: &[rfc!(5280, "4.2")],
    fires_on: &["device/extension_malformed.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let unreadable = subject
        .problems
        .iter()
        .filter_map(|problem| match problem.kind {
            der::ProblemKind::Unreadable { field } => Some((problem, field)),
            _ => None,
        });
    for (problem, field) in unreadable {
        let critical = subject
            .certificate
            .extensions
            .iter()
            .any(|extension| extension.bytes == problem.bytes && extension.critical);
        if EXTENSIONS.contains(&field) && !critical {
            found.at(problem.bytes.clone(), format!("{field} cannot be read"));
        }
    }
}

/// As the reader of certificates names them.
pub(super) const EXTENSIONS: &[&str] = &[
    "extension",
    "basicConstraints",
    "keyUsage",
    "extKeyUsage",
    "subjectAltName",
    "subjectKeyIdentifier",
    "authorityKeyIdentifier",
];

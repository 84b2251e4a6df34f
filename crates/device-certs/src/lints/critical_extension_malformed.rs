//! A critical extension cannot be read.

use super::extension_malformed::EXTENSIONS;
use crate::der;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "critical_extension_malformed",
    severity: Severity::Error,
    title: "a critical extension cannot be read",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "critical_extension_malformed",
    why: "Critical means: refuse the certificate if this cannot be processed. Who validates the chain must refuse it, and DPS validates the chain of every device in a group.",
    fix: "Have the certificate issued again with a current tool.",
    citations: &[rfc!(5280, "4.2")],
    fires_on: &["device/critical_extension_malformed.pem"],
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
        if EXTENSIONS.contains(&field) && critical {
            found.at(
                problem.bytes.clone(),
                format!("{field} is critical and cannot be read"),
            );
        }
    }
}

//! An extension occurs twice.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};
use crate::{der, oids};

pub(super) static LINT: Lint = Lint {
    id: "extension_duplicated",
    severity: Severity::Warning,
    title: "an extension occurs twice",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "extension_duplicated",
    why: "A certificate must not have the same extension twice: readers take the first, the last, or refuse. What DPS does is not documented.",
    fix: "Remove the repetition from the extension file and issue again.",
    citations: &[rfc!(5280, "4.2")],
    fires_on: &["device/extension_duplicated.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let twice = subject
        .problems
        .iter()
        .filter(|problem| problem.kind == der::ProblemKind::DuplicateExtension);
    for problem in twice {
        let extension = subject
            .certificate
            .extensions
            .iter()
            .find(|extension| extension.bytes == problem.bytes);
        let name = extension.map_or("an extension", |extension| {
            oids::name_or_dotted(&extension.oid)
        });
        found.at(problem.bytes.clone(), format!("{name} occurs again"));
    }
}

//! A critical extension is none that is commonly known.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "critical_extension_unknown",
    severity: Severity::Error,
    title: "a critical extension is none that is commonly known",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "critical_extension_unknown",
    why: "Critical means: refuse the certificate if this is not understood. It is none of the extensions of RFC 5280, so a validator that does as the RFC says must refuse the certificate, and DPS validates the chain of every device in a group.",
    fix: "Issue again with the extension not critical.",
    citations: &[rfc!(5280, "4.2")],
    fires_on: &["device/critical_extension_unknown.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let unknown = subject
        .certificate
        .extensions
        .iter()
        .filter(|extension| extension.critical && !KNOWN.contains(&extension.oid.as_str()));
    for extension in unknown {
        found.at(
            extension.bytes.clone(),
            format!("{} is critical", oids::name_or_dotted(&extension.oid)),
        );
    }
}

/// The extensions RFC 5280 defines and allows to be critical.
const KNOWN: &[&str] = &[
    oids::BASIC_CONSTRAINTS,
    oids::KEY_USAGE,
    oids::EXTENDED_KEY_USAGE,
    oids::SUBJECT_ALT_NAME,
    "2.5.29.18",
    oids::NAME_CONSTRAINTS,
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.33",
    "2.5.29.36",
    "2.5.29.54",
];

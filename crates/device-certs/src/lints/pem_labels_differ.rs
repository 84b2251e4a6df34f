//! The BEGIN and the END line name different things.

use crate::lint::{
    Check, Evidence, Found, Lint, PemDefect, Profile, Severity, Texts, pem_defects, rfc,
};

pub(super) static LINT: Lint = Lint {
    id: "pem_labels_differ",
    severity: Severity::Warning,
    title: "the BEGIN or the END line names something else",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "pem_labels_differ",
    why: "RFC 7468 wants the same label on both lines. OpenSSL says \"bad end line\" and loads nothing; other libraries go by the BEGIN line. What DPS gets to see then depends on the device.",
    fix: "Make both lines say what the block is; two blocks may have been mixed up when they were copied.",
    citations: &[rfc!(7468, "2")],
    fires_on: &["device/pem_labels_differ.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for problem in pem_defects(evidence.exhibit, PemDefect::LabelsDiffer) {
        found.at(problem.bytes.clone(), problem.what.clone());
    }
}

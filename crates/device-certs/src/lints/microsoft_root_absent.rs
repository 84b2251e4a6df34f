//! Microsoft RSA Root Certificate Authority 2017 is not among the roots.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "microsoft_root_absent",
    severity: Severity::Warning,
    title: "Microsoft RSA Root Certificate Authority 2017 is not among the roots",
    profiles: &[Profile::Server],
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "microsoft_root_absent",
    why: "Microsoft asks devices to trust both roots, so that a change from one to the other does not lock them out. It came without much notice before; a device in the field that trusts one root is lost to DPS on that day.",
    fix: "Put both roots into the file; Microsoft's page links them.",
    citations: &[sources::ROOTS],
    fires_on: &["server/digicert_only.pem"],
    quiet_on: &["server/good.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    if evidence.each().next().is_none() {
        return found.not_applicable("there is no certificate that can be read");
    }
    if !evidence
        .each()
        .any(|subject| subject.certificate.sha256() == MICROSOFT_RSA)
    {
        found.at(evidence.whole_file(), LINT.title);
    }
}

/// Its SHA-256 thumbprint.
const MICROSOFT_RSA: &str = "C741F70F4B2A8D88BF2E71C14122EF53EF10EBA0CFA5E64CFA20F418853073E0";

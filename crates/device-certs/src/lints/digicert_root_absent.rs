//! DigiCert Global Root G2 is not among the roots.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "digicert_root_absent",
    severity: Severity::Error,
    title: "DigiCert Global Root G2 is not among the roots",
    profiles: &[Profile::Server],
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "digicert_root_absent",
    why: "Since 2024 the certificate of DPS and of the hubs leads to this root (Azure Government and China apart). A device that does not have it ends the handshake with \"unable to get local issuer certificate\" before anything else happens.",
    fix: "Put DigiCert Global Root G2 and Microsoft RSA Root Certificate Authority 2017 into the file; Microsoft's page links both.",
    citations: &[sources::ROOTS],
    fires_on: &["server/microsoft_only.pem"],
    quiet_on: &["server/good.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    if evidence.each().next().is_none() {
        return found.not_applicable("there is no certificate that can be read");
    }
    if !evidence
        .each()
        .any(|subject| subject.certificate.sha256() == DIGICERT_G2)
    {
        found.at(evidence.whole_file(), LINT.title);
    }
}

/// Its SHA-256 thumbprint.
const DIGICERT_G2: &str = "CB3CCBB76031E5E0138F8DD39A23F9DE47FFC35E43C1144CEA27D46A5AB1CB5F";

//! Baltimore CyberTrust Root is no longer of use.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "baltimore_root",
    severity: Severity::Warning,
    title: "Baltimore CyberTrust Root is no longer of use",
    profiles: &[Profile::Server],
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "baltimore_root",
    why: "It expired on 2025-05-12, and DPS left it in 2024. Old articles and samples still tell you to install it, and nothing else; with it alone the device does not trust DPS.",
    fix: "Put DigiCert Global Root G2 and Microsoft RSA Root Certificate Authority 2017 in its place.",
    citations: &[sources::ROOTS],
    fires_on: &["server/baltimore.pem"],
    quiet_on: &["server/good.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    if subject.certificate.sha256() == BALTIMORE {
        found.at(
            subject.certificate.subject.bytes.clone(),
            "Baltimore CyberTrust Root expired on 2025-05-12",
        );
    }
}

/// Its SHA-256 thumbprint.
const BALTIMORE: &str = "16AF57A9F676B0AB126095AA5EBADEF22AB31119D644AC95CD4B93DBF3F26AEB";

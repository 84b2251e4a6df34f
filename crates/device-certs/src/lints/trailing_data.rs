//! There are bytes behind the certificate.

use crate::der;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "trailing_data",
    severity: Severity::Warning,
    title: "there are bytes behind the certificate",
    profiles: Profile::ALL,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "trailing_data",
    why: "Inside one block stands one certificate and nothing else. OpenSSL ignores what follows, stricter libraries refuse it; and a thumbprint computed over the whole block is not the one DPS shows.",
    fix: "Write it anew: `openssl x509 -in device.pem -out clean.pem`.",
    citations: &[rfc!(7468, "5.1")],
    fires_on: &["device/trailing_data.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let trailing = subject
        .problems
        .iter()
        .filter(|problem| problem.kind == der::ProblemKind::TrailingBytes);
    for problem in trailing {
        let count = problem.bytes.len();
        found.at(
            problem.bytes.clone(),
            format!("{count} bytes follow the end of the certificate"),
        );
    }
}

//! A certificate is damaged.

use crate::lint::{
    Check, Evidence, Found, Lint, PemDefect, Profile, Severity, Texts, pem_defects, rfc,
};

pub(super) static LINT: Lint = Lint {
    id: "certificate_unreadable",
    severity: Severity::Error,
    title: "a certificate is damaged",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "certificate_unreadable",
    why: "The block can be decoded, but what is in it is no certificate. A server that is shown it answers with the TLS alert bad_certificate or decode_error: the handshake with DPS fails.",
    fix: "Export the certificate again. `openssl x509 -in device.pem -noout -text` must show it.",
    citations: &[rfc!(5246, "7.2.2"), rfc!(8446, "6.2")],
    fires_on: &["device/certificate_unreadable.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for problem in pem_defects(evidence.exhibit, PemDefect::CertificateUnreadable) {
        found.at(problem.bytes.clone(), problem.what.clone());
    }
}

//! The file holds something else than a certificate.

use crate::lint::{
    Check, Evidence, Found, Lint, PemDefect, Profile, Severity, Texts, pem_defects, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "not_a_certificate",
    severity: Severity::Error,
    title: "the file holds something else than a certificate",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "not_a_certificate",
    why: "A request, a public key, a revocation list or an archive was taken for the certificate. The device has no certificate to present then, and DPS refuses it.",
    fix: "From a request get a certificate: `openssl x509 -req -in device.csr -CA ca.pem -CAkey ca.key -out device.pem`. From an archive take it out: `openssl pkcs12 -in device.pfx -nokeys -out device.pem`.",
    citations: &[sources::MQTT, sources::FORMATS],
    fires_on: &[
        "device/request.pem",
        "device/public_key.pem",
        "device/archive.p12",
    ],
    quiet_on: &["device/good_p256.pem", "device/archive_opened.p12"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for problem in pem_defects(evidence.exhibit, PemDefect::NotACertificate) {
        found.at(problem.bytes.clone(), problem.what.clone());
    }
}

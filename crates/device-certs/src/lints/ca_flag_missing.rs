//! An issuer is not marked as a CA.

use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "ca_flag_missing",
    severity: Severity::Error,
    title: "an issuer is not marked as a CA",
    profiles: Profile::PRESENTED,
    check: Check::Authority(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "ca_flag_missing",
    why: "Without CA:TRUE the key must not be used to verify signatures on certificates, says RFC 5280. The chain ends there: DPS does not get from the device to the CA of its group and answers 401002.",
    fix: "Issue the CA certificate with `basicConstraints=critical,CA:TRUE`, and the certificates below it again.",
    citations: &[rfc!(5280, "4.2.1.9"), rfc!(5280, "6.1.4")],
    fires_on: &["device/issuer_without_ca_flag.pem", "ca/not_a_ca.pem"],
    quiet_on: &["device/good_p256.pem", "ca/good.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if certificate.version == 3 && !certificate.is_ca() {
        found.at(
            extension_bytes(certificate, oids::BASIC_CONSTRAINTS),
            "basicConstraints does not say CA:TRUE",
        );
    }
}

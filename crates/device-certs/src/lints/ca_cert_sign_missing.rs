//! KeyUsage does not allow the CA to sign certificates.

use crate::certificate::KeyUsage;
use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "ca_cert_sign_missing",
    severity: Severity::Error,
    title: "keyUsage does not allow the CA to sign certificates",
    profiles: Profile::PRESENTED,
    check: Check::Authority(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "ca_cert_sign_missing",
    why: "When keyUsage is there, a CA needs keyCertSign in it: validating a chain checks that. The chain ends at this CA, and DPS does not get from the device to the CA of its group.",
    fix: "Issue the CA certificate with `keyUsage=critical,keyCertSign,cRLSign`.",
    citations: &[rfc!(5280, "6.1.4"), rfc!(5280, "4.2.1.3")],
    fires_on: &["ca/cert_sign_missing.pem"],
    quiet_on: &["ca/good.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(usage) = subject.certificate.key_usage else {
        return found.not_applicable("there is no keyUsage");
    };
    if !usage.contains(KeyUsage::KEY_CERT_SIGN) {
        found.at(
            extension_bytes(subject.certificate, oids::KEY_USAGE),
            format!("keyUsage is {:?}", usage.to_string()),
        );
    }
}

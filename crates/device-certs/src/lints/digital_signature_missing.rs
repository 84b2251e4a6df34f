//! KeyUsage does not allow signing a handshake.

use crate::certificate::KeyUsage;
use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "digital_signature_missing",
    severity: Severity::Error,
    title: "keyUsage does not allow signing a handshake",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "digital_signature_missing",
    why: "A device proves itself by a signature in the handshake. RFC 5246 wants a client certificate that allows its key to be used for that: digitalSignature in keyUsage, when keyUsage is there. A server that keeps to it refuses the handshake with DPS.",
    fix: "Issue again with `keyUsage=critical,digitalSignature`.",
    citations: &[rfc!(5246, "7.4.6"), rfc!(5280, "4.2.1.3")],
    fires_on: &["device/digital_signature_missing.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(usage) = subject.certificate.key_usage else {
        return found.not_applicable("there is no keyUsage");
    };
    if !usage.contains(KeyUsage::DIGITAL_SIGNATURE) {
        found.at(
            extension_bytes(subject.certificate, oids::KEY_USAGE),
            format!("keyUsage is {:?}", usage.to_string()),
        );
    }
}

//! The private key does not belong to the certificate.

use crate::Belongs;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "key_differs",
    severity: Severity::Error,
    title: "the private key does not belong to the certificate",
    profiles: &[Profile::Device, Profile::Ca, Profile::Verification],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_differs",
    why: "In the handshake the device signs with its key, and the server checks with the certificate. If they do not belong together the server must end the handshake; most TLS libraries refuse before that with KEY_VALUES_MISMATCH. The device never reaches DPS.",
    fix: "Compare `openssl x509 -in device.pem -noout -pubkey` with `openssl pkey -in device.key -pubout`, and find the file that fits.",
    citations: &[rfc!(8446, "4.4.3"), rfc!(5246, "7.4.8")],
    fires_on: &["device/key_differs.pem"],
    quiet_on: &["device/private_key_in_file.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(belongs) = evidence.key_belongs(subject.certificate) else {
        return found.not_applicable("there is no private key at hand");
    };
    if belongs != Belongs::No {
        return;
    }
    let other = evidence
        .each()
        .find(|other| evidence.key_belongs(other.certificate) == Some(Belongs::Yes));
    let message = match other {
        Some(other) => format!(
            "the key belongs to {:?}",
            other.certificate.subject.to_string()
        ),
        None => "the key belongs to none of the certificates of the file".to_owned(),
    };
    found.at(subject.certificate.spki.clone(), message);
}

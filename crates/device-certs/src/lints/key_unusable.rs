//! A private key cannot be used as it is.

use crate::PrivateKey;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "key_unusable",
    severity: Severity::Warning,
    title: "a private key cannot be used as it is",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_unusable",
    why: "It is behind a password, in a container of another world, damaged, or on a curve that cannot be used here. A device starts without anybody to type a password; if it cannot load its key it cannot sign the handshake with DPS.",
    fix: "Decrypt it for the device: `openssl pkey -in encrypted.key -out device.key`. From OpenSSH: `ssh-keygen -p -m PEM -f key`.",
    citations: &[rfc!(5958, "3")],
    fires_on: &["device/key_encrypted.pem", "device/key_openssh.pem"],
    quiet_on: &["device/private_key_in_file.pem", "device/key_opened.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let keys = evidence
        .exhibit
        .reading
        .items
        .iter()
        .filter(|item| item.kind.is_private_key());
    let mut seen = false;
    for item in keys {
        seen = true;
        if let Err(error) = PrivateKey::read(item) {
            found.at(item.bytes.clone(), error.to_string());
        }
    }
    if !seen {
        found.not_applicable("there is no private key in the file");
    }
}

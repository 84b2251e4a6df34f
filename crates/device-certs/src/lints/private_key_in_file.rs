//! A private key is in the same file.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc, sources};
use crate::pem::ItemKind;

pub(super) static LINT: Lint = Lint {
    id: "private_key_in_file",
    severity: Severity::Warning,
    title: "a private key is in the same file",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "private_key_in_file",
    why: "Whoever gets the file can be the device. Files with certificates are sent around and uploaded to portals; a key must never be. DPS needs the certificate alone.",
    fix: "Keep the key in a file of its own, readable by the device only: `openssl pkey -in both.pem -out device.key`, `openssl x509 -in both.pem -out device.pem`.",
    citations: &[sources::FORMATS, rfc!(5280, "9")],
    fires_on: &["device/private_key_in_file.pem"],
    quiet_on: &["device/good_p256.pem", "device/archive_opened.p12"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    if evidence.exhibit.certificates.is_empty() {
        return found.not_applicable("there is no certificate beside it");
    }
    let exhibit = evidence.exhibit;
    let items = exhibit.reading.items.iter();
    for item in items.filter(|item| item.kind.is_private_key()) {
        // To hold both behind a password is what PKCS#12 is for.
        let lock = exhibit.opened_lock(item);
        if lock.is_some_and(|lock| lock.kind == ItemKind::Pkcs12) {
            continue;
        }
        found.at(
            item.bytes.clone(),
            format!("{} stands beside the certificate", item.kind),
        );
    }
}

//! The private key is in an old container.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};
use crate::pem::ItemKind;

pub(super) static LINT: Lint = Lint {
    id: "key_in_old_container",
    severity: Severity::Notice,
    title: "the private key is in an old container",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_in_old_container",
    why: "There are three ways to write the same key. Java, browsers and some TLS libraries take PKCS#8 alone; others, on devices, only the older two. A key that cannot be loaded keeps the device from DPS.",
    fix: "To PKCS#8: `openssl pkcs8 -topk8 -nocrypt -in device.key -out pkcs8.key`. Back: `openssl pkey -in pkcs8.key -traditional -out device.key`.",
    citations: &[rfc!(5958, "1"), rfc!(5915, "3")],
    fires_on: &["device/key_pkcs1.pem", "device/key_sec1.pem"],
    quiet_on: &["device/private_key_in_file.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let items = &evidence.exhibit.reading.items;
    if !items.iter().any(|item| item.kind.is_private_key()) {
        return found.not_applicable("there is no private key in the file");
    }
    for item in items {
        let name = match item.kind {
            ItemKind::Pkcs1Key => "PKCS#1 (RSA PRIVATE KEY)",
            ItemKind::Sec1Key => "SEC1 (EC PRIVATE KEY)",
            _ => continue,
        };
        found.at(
            item.bytes.clone(),
            format!("the key is written as {name}, not as PKCS#8 (PRIVATE KEY)"),
        );
    }
}

//! The file is not PEM.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, sources};
use crate::pem::RepairKind;

pub(super) static LINT: Lint = Lint {
    id: "binary_file",
    severity: Severity::Notice,
    title: "the file is not PEM",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "binary_file",
    why: "It is read here all the same. Most SDKs want PEM for the certificate the device shows to DPS, and a DER file holds one certificate: no chain.",
    fix: "Make it PEM: `openssl x509 -inform DER -in device.cer -out device.pem`.",
    citations: &[sources::FORMATS],
    fires_on: &["device/der.cer", "device/bare_base64.txt"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let items = &evidence.exhibit.reading.items;
    let Some(item) = items.first() else {
        return found.not_applicable("there is nothing that can be read");
    };
    let block = evidence
        .exhibit
        .file
        .get(item.bytes.clone())
        .unwrap_or_default();
    let repairs = &evidence.exhibit.reading.repairs;
    let bare = repairs.iter().find_map(|repair| match repair.kind {
        RepairKind::BareBase64 => Some("base64 without BEGIN and END"),
        RepairKind::HexText => Some("hexadecimal numbers"),
        _ => None,
    });
    // DER has no lines.
    let is_der = item.lines.is_empty() && block.first() == Some(&0x30);
    if let Some(seen) = if is_der { Some("DER") } else { bare } {
        let lock = evidence.exhibit.opened_lock(item);
        let kind = lock.map_or(&item.kind, |lock| &lock.kind);
        found.at(item.bytes.clone(), format!("{kind} as {seen}"));
    }
}

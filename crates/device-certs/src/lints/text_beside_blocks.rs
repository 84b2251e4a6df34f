//! There is text beside the blocks.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc, unread_text};

pub(super) static LINT: Lint = Lint {
    id: "text_beside_blocks",
    severity: Severity::Notice,
    title: "there is text beside the blocks",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "text_beside_blocks",
    why: "OpenSSL and the desktop SDKs skip text before and after the blocks, such as the dump of `openssl x509 -text` or the attributes of PKCS#12. Small TLS libraries on devices do not always; the certificate must reach DPS from there too.",
    fix: "Leave the text out: `openssl x509 -in device.pem -out clean.pem`.",
    citations: &[rfc!(7468, "2"), rfc!(7468, "5.2")],
    fires_on: &["device/text_beside_blocks.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    if evidence.exhibit.has_lost_blocks() {
        return found.not_applicable("a part of the file cannot be read");
    }
    match unread_text(evidence.exhibit) {
        Some(bytes) => found.at(bytes, LINT.title),
        None if evidence.exhibit.reading.items.is_empty() => {
            found.not_applicable("there is no block")
        }
        None => {}
    }
}

//! The leaf does not stand first.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "leaf_not_first",
    severity: Severity::Error,
    title: "the leaf does not stand first",
    profiles: &[Profile::Device],
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "leaf_not_first",
    why: "In TLS the own certificate must come first. Libraries take the first of the file for it: the key then does not fit, or DPS sees a CA where the device should be. Microsoft's tools sort; most do not.",
    fix: "Write leaf, intermediates, root, in this order: `cat device.pem intermediate.pem > chain.pem`.",
    citations: &[rfc!(5246, "7.4.2"), rfc!(8446, "4.4.2")],
    fires_on: &["device/leaf_not_first.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let Some(leaf) = evidence.leaf() else {
        return found.not_applicable("there is no certificate that can be read");
    };
    if leaf.index > 0 {
        found.in_certificate(
            leaf.index,
            0..leaf.certificate.der.len(),
            format!(
                "{:?} is number {} of the file",
                leaf.certificate.subject.to_string(),
                leaf.index + 1
            ),
        );
    }
}

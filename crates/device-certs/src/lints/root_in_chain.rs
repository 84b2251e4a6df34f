//! The root is sent along.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc, sources};

pub(super) static LINT: Lint = Lint {
    id: "root_in_chain",
    severity: Severity::Notice,
    title: "the root is sent along",
    profiles: &[Profile::Device],
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "root_in_chain",
    why: "DPS has the verified root already; TLS lets it be left out. It does no harm but to devices with small buffers.",
    fix: "Leave the last certificate out of the file the device sends, unless the enrolment group is made for it and the root is not uploaded.",
    citations: &[rfc!(5246, "7.4.2"), sources::CHAIN],
    fires_on: &["device/good_with_root.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let path: Vec<_> = evidence.path().collect();
    let Some(top) = path.last().filter(|_| path.len() > 1) else {
        return found.not_applicable("the chain has one certificate");
    };
    if top.certificate.is_self_issued() {
        let count = top.certificate.der.len();
        found.in_certificate(
            top.index,
            0..count,
            format!(
                "{:?} costs {count} bytes in each handshake",
                top.certificate.subject.to_string()
            ),
        );
    }
}

//! The chain is larger than 4096 bytes.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "chain_too_large",
    severity: Severity::Warning,
    title: "the chain is larger than 4096 bytes",
    profiles: &[Profile::Device],
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "chain_too_large",
    why: "Many small TLS stacks have buffers of 4 KB for a handshake message, and then end the connection without a word about size. DPS is never reached.",
    fix: "Take keys on P-256, which are a fifth of the size of RSA-4096; leave the root out.",
    citations: &[sources::BUFFERS],
    fires_on: &["device/chain_too_large.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let count = evidence.path().count();
    if count == 0 {
        return found.not_applicable("there is no certificate that can be read");
    }
    let certificates: usize = evidence
        .path()
        .map(|subject| subject.certificate.der.len())
        .sum();
    // RFC 5246, 7.4 and 7.4.2: type and length of the message, length of the list, length of each certificate.
    let sent = 4 + 3 + 3 * count + certificates;
    if sent > MAX_BYTES {
        found.at(
            evidence.whole_file(),
            format!("the message with {count} certificates has {sent} bytes"),
        );
    }
}

const MAX_BYTES: usize = 4096;

//! The leaf is a CA certificate.

use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc, sources,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "leaf_is_ca",
    severity: Severity::Warning,
    title: "the leaf is a CA certificate",
    profiles: &[Profile::Device, Profile::Verification],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "leaf_is_ca",
    why: "Microsoft's page says that a leaf is not used to sign others. With CA:TRUE whoever steals one device can issue certificates for any other in the same group. `openssl req -x509` makes such certificates by default; DPS is reported to refuse some of them.",
    fix: "Issue the device certificate with `basicConstraints=critical,CA:FALSE`; for a self-signed one add `-addext basicConstraints=critical,CA:FALSE`.",
    citations: &[sources::ATTESTATION, rfc!(5280, "4.2.1.9")],
    fires_on: &["device/leaf_is_ca.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    if subject.certificate.is_ca() {
        found.at(
            extension_bytes(subject.certificate, oids::BASIC_CONSTRAINTS),
            "basicConstraints says CA:TRUE",
        );
    }
}

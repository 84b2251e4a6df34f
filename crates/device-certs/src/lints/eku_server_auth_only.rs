//! The certificate is for servers only.

use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "eku_server_auth_only",
    severity: Severity::Error,
    title: "the certificate is for servers only",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "eku_server_auth_only",
    why: "When extKeyUsage is there, the certificate may be used for the purposes it names and no other. A device is a TLS client: it needs clientAuth. A server that keeps to the RFC must refuse the certificate, and DPS need not make an exception.",
    fix: "Issue again with `extendedKeyUsage=clientAuth`.",
    citations: &[rfc!(5280, "4.2.1.12")],
    fires_on: &["device/eku_server_auth_only.pem"],
    quiet_on: &["device/good_p256.pem", "device/eku_client_auth_missing.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(purposes) = &subject.certificate.extended_key_usage else {
        return found.not_applicable("there is no extKeyUsage");
    };
    if !purposes.is_empty() && purposes.iter().all(|purpose| purpose == oids::SERVER_AUTH) {
        found.at(
            extension_bytes(subject.certificate, oids::EXTENDED_KEY_USAGE),
            "extKeyUsage allows serverAuth alone",
        );
    }
}

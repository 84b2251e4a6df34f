//! ExtKeyUsage does not allow clientAuth.

use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "eku_client_auth_missing",
    severity: Severity::Warning,
    title: "extKeyUsage does not allow clientAuth",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "eku_client_auth_missing",
    why: "A device is a TLS client: it needs clientAuth, or no extKeyUsage at all. Microsoft's tutorials for DPS issue leaf certificates with clientAuth; what DPS does without it is not documented.",
    fix: "Issue again with `extendedKeyUsage=clientAuth`.",
    citations: &[rfc!(5280, "4.2.1.12")],
    fires_on: &["device/eku_client_auth_missing.pem"],
    quiet_on: &["device/good_p256.pem", "device/eku_server_auth_only.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(purposes) = &subject.certificate.extended_key_usage else {
        return found.not_applicable("there is no extKeyUsage");
    };
    let server_only =
        !purposes.is_empty() && purposes.iter().all(|purpose| purpose == oids::SERVER_AUTH);
    let allowed = purposes
        .iter()
        .any(|purpose| purpose == oids::CLIENT_AUTH || purpose == ANY);
    if !allowed && !server_only {
        let names: Vec<&str> = purposes
            .iter()
            .map(|purpose| oids::name_or_dotted(purpose))
            .collect();
        found.at(
            extension_bytes(subject.certificate, oids::EXTENDED_KEY_USAGE),
            format!("extKeyUsage allows {}", names.join(", ")),
        );
    }
}

/// anyExtendedKeyUsage
const ANY: &str = "2.5.29.37.0";

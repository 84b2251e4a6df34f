//! KeyUsage and extKeyUsage contradict each other.

use crate::certificate::KeyUsage;
use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "key_usage_eku_inconsistent",
    severity: Severity::Warning,
    title: "keyUsage and extKeyUsage contradict each other",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_usage_eku_inconsistent",
    why: "A certificate may be used only for what both extensions allow. What one allows and the other forbids is forbidden, so that DPS may find no use that fits.",
    fix: "Issue again with `keyUsage=critical,digitalSignature` and `extendedKeyUsage=clientAuth`.",
    citations: &[rfc!(5280, "4.2.1.12")],
    fires_on: &["device/digital_signature_missing.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    let (Some(usage), Some(purposes)) = (certificate.key_usage, &certificate.extended_key_usage)
    else {
        return found.not_applicable("not both extensions are there");
    };
    let agreement = usage.names().any(|name| name == "keyAgreement");
    let fits = |purpose: &str| match purpose {
        oids::CLIENT_AUTH => usage.contains(KeyUsage::DIGITAL_SIGNATURE) || agreement,
        oids::SERVER_AUTH => {
            usage.contains(KeyUsage::DIGITAL_SIGNATURE)
                || agreement
                || usage.contains(KeyUsage::KEY_ENCIPHERMENT)
        }
        _ => true,
    };
    // A CA may limit what is issued below it.
    if certificate.is_ca() {
        return;
    }
    if let Some(purpose) = purposes.iter().find(|purpose| !fits(purpose)) {
        found.at(
            extension_bytes(certificate, oids::EXTENDED_KEY_USAGE),
            format!(
                "extKeyUsage allows {}, keyUsage only {:?}",
                oids::name_or_dotted(purpose),
                usage.to_string()
            ),
        );
    }
}

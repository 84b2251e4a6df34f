//! The leaf looks like a verification certificate.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "leaf_is_verification_certificate",
    severity: Severity::Warning,
    title: "the leaf looks like a verification certificate",
    profiles: &[Profile::Device],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "leaf_is_verification_certificate",
    why: "Its common name has the shape of the codes with which one proves to have the key of a CA. Such a certificate is uploaded once and then of no use; people have put it onto devices, which then register with DPS under the code.",
    fix: "Give the device its own certificate, whose common name is its registration ID; judge this one with `dps-playground check --profile verification --registration-id CODE`.",
    citations: &[sources::VERIFY, sources::ATTESTATION],
    fires_on: &["device/leaf_is_verification_certificate.pem"],
    quiet_on: &["device/good_p256.pem", "verification/good.pem"],
};

/// Hexadecimal digits of the codes that DPS makes.
const CODE_DIGITS: usize = 48;

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let mut names = subject.certificate.subject.common_names();
    let Some(name) = names.next() else {
        return found.not_applicable("there is no common name");
    };
    let digits = name.value.bytes();
    let is_code = name.value.len() == CODE_DIGITS
        && digits
            .clone()
            .all(|digit| digit.is_ascii_digit() || (b'A'..=b'F').contains(&digit));
    if is_code {
        found.at(
            name.bytes.clone(),
            format!(
                "{:?} has the {CODE_DIGITS} digits of a verification code",
                name.value
            ),
        );
    }
}

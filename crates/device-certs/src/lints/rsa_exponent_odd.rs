//! The RSA exponent is unusual.

use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, rsa_numbers, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "rsa_exponent_odd",
    severity: Severity::Warning,
    title: "the RSA exponent is unusual",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "rsa_exponent_odd",
    why: "The exponent is 65537 everywhere. An even one is no key at all; a small one is allowed and has been part of attacks, and some stacks refuse it. DPS may be one of them.",
    fix: "Make a new key with the defaults: `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out device.key`.",
    citations: &[rfc!(8017, "3.1"), sources::NIST_KEYS],
    fires_on: &["device/rsa_exponent_3.pem"],
    quiet_on: &["device/good_rsa.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some((_, exponent)) = rsa_numbers(subject.certificate) else {
        return found.not_applicable("the key is not RSA");
    };
    let even = exponent.last().is_none_or(|last| last & 1 == 0);
    let small = exponent.len() < 3;
    if even || small {
        let shown = exponent
            .iter()
            .take(8)
            .fold(0_u64, |number, octet| number << 8 | u64::from(*octet));
        found.at(
            subject.certificate.spki.clone(),
            format!("the public exponent is {shown}"),
        );
    }
}

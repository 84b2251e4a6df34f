//! The RSA key comes from a broken generator (ROCA).

use crate::lint::{
    Check, Evidence, Found, Lint, Number, Profile, Severity, Subject, Texts, rsa_numbers, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "rsa_key_roca",
    severity: Severity::Warning,
    title: "the RSA key comes from a broken generator (ROCA)",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "rsa_key_roca",
    why: "A library in Infineon chips, TPMs among them, made keys that can be computed from the certificate with affordable effort. DPS cannot tell such a device from its copy.",
    fix: "Update the firmware of the chip and make a new key.",
    citations: &[sources::ROCA],
    fires_on: &["device/rsa_key_roca.pem"],
    quiet_on: &["device/good_rsa.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some((modulus, _)) = rsa_numbers(subject.certificate) else {
        return found.not_applicable("the key is not RSA");
    };
    if modulus.len() >= 64 && has_fingerprint(&Number::from_be_bytes(&modulus)) {
        found.at(
            subject.certificate.spki.clone(),
            "the modulus has the fingerprint of CVE-2017-15361",
        );
    }
}

/// The primes the fingerprint is taken with (Nemec et al., The Return of Coppersmith's Attack, 2017).
const PRIMES: &[u64] = &[
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Modulo each prime, such a modulus is a power of 65537.
fn has_fingerprint(modulus: &Number) -> bool {
    PRIMES.iter().all(|prime| {
        let wanted = modulus.remainder(*prime);
        let mut power = 1;
        (0..*prime).any(|_| {
            let hit = power == wanted;
            power = power * 65_537 % prime;
            hit
        })
    })
}

//! The primes of the RSA key are close together.

use crate::lint::{
    Check, Evidence, Found, Lint, Number, Profile, Severity, Subject, Texts, rsa_numbers, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "rsa_primes_close",
    severity: Severity::Warning,
    title: "the primes of the RSA key are close together",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "rsa_primes_close",
    why: "Anybody can compute the private key from the certificate in a moment, and be the device. It happens with faulty key generators. DPS cannot tell such a device from a copy.",
    fix: "Make a new key with another tool, and look for the devices that have keys from the same generator.",
    citations: &[sources::FERMAT],
    fires_on: &["device/rsa_primes_close.pem"],
    quiet_on: &["device/good_rsa.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some((modulus, _)) = rsa_numbers(subject.certificate) else {
        return found.not_applicable("the key is not RSA");
    };
    if modulus.len() > MAX_OCTETS {
        return found.not_applicable("the key is longer than 4096 bits");
    }
    if let Some(round) = fermat(&Number::from_be_bytes(&modulus)) {
        found.at(
            subject.certificate.spki.clone(),
            format!("Fermat's method finds the primes in round {round}"),
        );
    }
}

/// Longer keys would cost more time than all other rules together.
const MAX_OCTETS: usize = 512;

/// As many as other linters try.
const ROUNDS: usize = 100;

/// In which round a² - n is a square, for a from √n on.
fn fermat(modulus: &Number) -> Option<usize> {
    let one = Number::from_be_bytes(&[1]);
    let two = Number::from_be_bytes(&[2]);
    let a = modulus.square_root().plus(&one);
    let mut rest = a.times(&a).minus(modulus)?;
    // (a + 1)² = a² + 2a + 1, and the next step is larger by two.
    let mut step = a.plus(&a).plus(&one);
    for round in 1..=ROUNDS {
        if rest.is_square() {
            return Some(round);
        }
        rest.add(&step);
        step.add(&two);
    }
    None
}

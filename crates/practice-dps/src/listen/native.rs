//! Signatures by aws-lc-rs, for what the pure crates ask for.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair, UnparsedPublicKey, VerificationAlgorithm};
use device_certs::spki::{key_bits, key_kind};
use device_certs::{Curve, Hash, KeyKind, SignatureAlgorithm, SignatureCheck, Verdict};

/// The RSA moduli that can be checked, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 1024..=8192;

/// Checks a signature.
pub fn verify(check: &SignatureCheck) -> Verdict {
    let key = key_kind(&check.public_key);
    let Some(algorithm) = algorithm(&check.algorithm, &key) else {
        let why = format!(
            "{} with a key {key} cannot be checked here",
            check.algorithm
        );
        return Verdict::NotCheckable(why);
    };
    let Some(bits) = key_bits(&check.public_key) else {
        return Verdict::NotCheckable("the public key cannot be read".to_owned());
    };
    match UnparsedPublicKey::new(algorithm, bits).verify(&check.message, &check.signature) {
        Ok(()) => Verdict::Valid,
        Err(_) => Verdict::Invalid,
    }
}

fn algorithm(
    algorithm: &SignatureAlgorithm,
    key: &KeyKind,
) -> Option<&'static dyn VerificationAlgorithm> {
    let found: &'static dyn VerificationAlgorithm = match (algorithm, key) {
        (SignatureAlgorithm::RsaPkcs1(hash), KeyKind::Rsa { bits }) if RSA_BITS.contains(bits) => {
            match hash {
                Hash::Sha1 => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
                Hash::Sha256 => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
                Hash::Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
                Hash::Sha512 => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            }
        }
        (SignatureAlgorithm::RsaPss(hash), KeyKind::Rsa { bits } | KeyKind::RsaPss { bits })
            if RSA_BITS.contains(bits) =>
        {
            match hash {
                Hash::Sha1 => return None,
                Hash::Sha256 => &signature::RSA_PSS_2048_8192_SHA256,
                Hash::Sha384 => &signature::RSA_PSS_2048_8192_SHA384,
                Hash::Sha512 => &signature::RSA_PSS_2048_8192_SHA512,
            }
        }
        (SignatureAlgorithm::Ecdsa(hash), KeyKind::Ec(curve)) => match (curve, hash) {
            (Curve::P256, Hash::Sha1) => &signature::ECDSA_P256_SHA1_ASN1,
            (Curve::P256, Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
            (Curve::P256, Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
            (Curve::P256, Hash::Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
            (Curve::P384, Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
            (Curve::P384, Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
            (Curve::P384, Hash::Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
            (Curve::P521, Hash::Sha1) => &signature::ECDSA_P521_SHA1_ASN1,
            (Curve::P521, Hash::Sha256) => &signature::ECDSA_P521_SHA256_ASN1,
            (Curve::P521, Hash::Sha384) => &signature::ECDSA_P521_SHA384_ASN1,
            (Curve::P521, Hash::Sha512) => &signature::ECDSA_P521_SHA512_ASN1,
            _ => return None,
        },
        (SignatureAlgorithm::Ed25519, KeyKind::Ed25519) => &signature::ED25519,
        _ => return None,
    };
    Some(found)
}

/// A P-256 key made here, for practice certificates.
pub struct PracticeKey {
    pair: EcdsaKeyPair,
    pkcs8: aws_lc_rs::pkcs8::Document,
    random: SystemRandom,
}

impl fmt::Debug for PracticeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PracticeKey")
    }
}

/// The cryptographic library failed, without saying why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CryptoFailed;

impl fmt::Display for CryptoFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the cryptographic library failed")
    }
}

impl std::error::Error for CryptoFailed {}

impl From<aws_lc_rs::error::Unspecified> for CryptoFailed {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self
    }
}

impl From<aws_lc_rs::error::KeyRejected> for CryptoFailed {
    fn from(_: aws_lc_rs::error::KeyRejected) -> Self {
        Self
    }
}

impl PracticeKey {
    /// How [`PracticeKey::sign`] signs.
    pub const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(Hash::Sha256);

    /// Makes a key.
    ///
    /// # Errors
    ///
    /// [`CryptoFailed`] when there is no randomness.
    pub fn generate() -> Result<Self, CryptoFailed> {
        let random = SystemRandom::new();
        let algorithm = &signature::ECDSA_P256_SHA256_ASN1_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random)?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref())?;
        Ok(Self {
            pair,
            pkcs8,
            random,
        })
    }

    /// The key in this PKCS#8 DER.
    ///
    /// # Errors
    ///
    /// [`CryptoFailed`] when it is no P-256 key.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, CryptoFailed> {
        let pair = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8)?;
        Ok(Self {
            pkcs8: pair.to_pkcs8v1()?,
            pair,
            random: SystemRandom::new(),
        })
    }

    /// The public key: SubjectPublicKeyInfo in DER.
    ///
    /// # Errors
    ///
    /// [`CryptoFailed`]
    pub fn spki(&self) -> Result<Vec<u8>, CryptoFailed> {
        let spki: PublicKeyX509Der<'_> = self.pair.public_key().as_der()?;
        Ok(spki.as_ref().to_vec())
    }

    /// Signs by [`PracticeKey::ALGORITHM`].
    ///
    /// # Errors
    ///
    /// [`CryptoFailed`]
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoFailed> {
        Ok(self.pair.sign(&self.random, message)?.as_ref().to_vec())
    }

    /// The private key, in PKCS#8 DER.
    pub fn pkcs8(&self) -> &[u8] {
        self.pkcs8.as_ref()
    }
}

/// A private key in PKCS#8 DER, and its SubjectPublicKeyInfo.
pub(crate) type RawKeyPair = (Vec<u8>, Vec<u8>);

/// An RSA key of 2048 bits. Slow: a tenth of a second.
pub(crate) fn rsa_key() -> Result<RawKeyPair, CryptoFailed> {
    let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048)?;
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der()?;
    let spki: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
    Ok((pkcs8.as_ref().to_vec(), spki.as_ref().to_vec()))
}

/// A key on P-384.
pub(crate) fn p384_key() -> Result<RawKeyPair, CryptoFailed> {
    let pair = EcdsaKeyPair::generate(&signature::ECDSA_P384_SHA384_ASN1_SIGNING)?;
    let spki: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
    Ok((pair.to_pkcs8v1()?.as_ref().to_vec(), spki.as_ref().to_vec()))
}

/// A serial number: 16 random octets, positive.
pub(crate) fn serial() -> Result<Vec<u8>, CryptoFailed> {
    let mut octets = [0; 16];
    aws_lc_rs::rand::fill(&mut octets)?;
    octets[0] = 0x40 | (octets[0] & 0x3f);
    Ok(octets.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut SignatureCheck), expected: &Verdict) {
        let key = PracticeKey::generate().unwrap();
        let mut check = SignatureCheck {
            algorithm: PracticeKey::ALGORITHM,
            public_key: key.spki().unwrap(),
            message: b"message".to_vec(),
            signature: key.sign(b"message").unwrap(),
        };
        change(&mut check);
        assert_eq!(verify(&check), *expected);
    }

    #[test]
    fn what_was_signed_is_valid_and_nothing_else() {
        check(|_| {}, &Verdict::Valid);
        check(|check| check.message.push(b'!'), &Verdict::Invalid);
        check(|check| check.signature.clear(), &Verdict::Invalid);
        let other = PracticeKey::generate().unwrap().spki().unwrap();
        check(|check| check.public_key = other, &Verdict::Invalid);
    }

    #[test]
    fn what_cannot_be_checked_is_said_to_be_so() {
        let md5 = SignatureAlgorithm::Other("1.2.840.113549.1.1.4".to_owned());
        let why = "md5WithRSAEncryption with a key EC P-256 cannot be checked here".to_owned();
        check(|check| check.algorithm = md5, &Verdict::NotCheckable(why));
        let why = "RSA PKCS#1 with SHA-256 with a key EC P-256 cannot be checked here".to_owned();
        let rsa = SignatureAlgorithm::RsaPkcs1(Hash::Sha256);
        check(|check| check.algorithm = rsa, &Verdict::NotCheckable(why));
    }

    #[test]
    fn serial_numbers_are_positive_and_differ() {
        let (first, second) = (serial().unwrap(), serial().unwrap());
        assert_ne!(first, second);
        assert!((0x40..0x80).contains(&first[0]));
    }

    #[test]
    fn a_key_does_not_show_itself() {
        assert_eq!(
            format!("{:?}", PracticeKey::generate().unwrap()),
            "PracticeKey"
        );
    }
}

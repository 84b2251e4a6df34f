//! Signing and checking natively, as the relay does it, to answer what the crate asks.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, KeyPair};

use device_certs::issue::Template;
use device_certs::{Certificate, Hash, SignatureAlgorithm, SignatureCheck, Verdict, spki};

pub(crate) enum Signer {
    Ecdsa(signature::EcdsaKeyPair, SignatureAlgorithm),
    Rsa(signature::RsaKeyPair, SignatureAlgorithm),
    Ed25519(signature::Ed25519KeyPair),
}

impl Signer {
    pub(crate) fn new(algorithm: SignatureAlgorithm) -> Self {
        match algorithm {
            SignatureAlgorithm::Ecdsa(Hash::Sha384) => {
                Self::ecdsa(&signature::ECDSA_P384_SHA384_ASN1_SIGNING, algorithm)
            }
            SignatureAlgorithm::Ecdsa(_) => {
                Self::ecdsa(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, algorithm)
            }
            SignatureAlgorithm::Ed25519 => {
                Self::Ed25519(signature::Ed25519KeyPair::generate().expect("an Ed25519 key"))
            }
            _ => {
                let pair = signature::RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048);
                Self::Rsa(pair.expect("an RSA key"), algorithm)
            }
        }
    }

    pub(crate) fn p256() -> Self {
        Self::new(SignatureAlgorithm::Ecdsa(Hash::Sha256))
    }

    fn ecdsa(
        kind: &'static signature::EcdsaSigningAlgorithm,
        algorithm: SignatureAlgorithm,
    ) -> Self {
        Self::Ecdsa(
            signature::EcdsaKeyPair::generate(kind).expect("an EC key"),
            algorithm,
        )
    }

    pub(crate) fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::Ecdsa(_, algorithm) | Self::Rsa(_, algorithm) => algorithm.clone(),
            Self::Ed25519(_) => SignatureAlgorithm::Ed25519,
        }
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        match self {
            Self::Ecdsa(pair, _) => pair.public_key().as_der().expect("SPKI").as_ref().to_vec(),
            Self::Rsa(pair, _) => pair.public_key().as_der().expect("SPKI").as_ref().to_vec(),
            Self::Ed25519(pair) => pair.public_key().as_der().expect("SPKI").as_ref().to_vec(),
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ecdsa(pair, _) => pair
                .sign(&random, message)
                .expect("a signature")
                .as_ref()
                .to_vec(),
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Rsa(pair, algorithm) => {
                let encoding: &dyn signature::RsaEncoding = match algorithm {
                    SignatureAlgorithm::RsaPkcs1(Hash::Sha256) => &signature::RSA_PKCS1_SHA256,
                    SignatureAlgorithm::RsaPkcs1(Hash::Sha384) => &signature::RSA_PKCS1_SHA384,
                    SignatureAlgorithm::RsaPss(Hash::Sha256) => &signature::RSA_PSS_SHA256,
                    other => panic!("no such RSA signature here: {other}"),
                };
                let mut made = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &random, message, &mut made)
                    .expect("a signature");
                made
            }
        }
    }

    /// A certificate of `template`, signed by this key.
    pub(crate) fn issue(&self, template: &Template) -> Certificate {
        let unsigned = template
            .to_be_signed()
            .expect("a template that can be written");
        let der = unsigned.finish(&self.sign(&unsigned.bytes));
        let (certificate, problems) = Certificate::read(&der);
        assert_eq!(problems, []);
        certificate
    }
}

pub(crate) fn is_valid(check: &SignatureCheck) -> bool {
    match verify(check) {
        Verdict::NotCheckable(why) => panic!("{why}"),
        verdict => verdict == Verdict::Valid,
    }
}

/// Answers a check as the relay does.
pub(crate) fn verify(check: &SignatureCheck) -> Verdict {
    let curve = spki::curve(&check.public_key).map(|curve| curve.to_string());
    let algorithm: &dyn signature::VerificationAlgorithm =
        match (&check.algorithm, curve.as_deref()) {
            (SignatureAlgorithm::RsaPkcs1(Hash::Sha1), None) => {
                &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY
            }
            (SignatureAlgorithm::RsaPkcs1(Hash::Sha256), None) => {
                &signature::RSA_PKCS1_2048_8192_SHA256
            }
            (SignatureAlgorithm::RsaPkcs1(Hash::Sha384), None) => {
                &signature::RSA_PKCS1_2048_8192_SHA384
            }
            (SignatureAlgorithm::RsaPss(Hash::Sha256), None) => {
                &signature::RSA_PSS_2048_8192_SHA256
            }
            (SignatureAlgorithm::Ecdsa(Hash::Sha1), Some("P-256")) => {
                &signature::ECDSA_P256_SHA1_ASN1
            }
            (SignatureAlgorithm::Ecdsa(Hash::Sha256), Some("P-256")) => {
                &signature::ECDSA_P256_SHA256_ASN1
            }
            (SignatureAlgorithm::Ecdsa(Hash::Sha256), Some("P-384")) => {
                &signature::ECDSA_P384_SHA256_ASN1
            }
            (SignatureAlgorithm::Ecdsa(Hash::Sha384), Some("P-384")) => {
                &signature::ECDSA_P384_SHA384_ASN1
            }
            (SignatureAlgorithm::Ed25519, None) => &signature::ED25519,
            (algorithm, curve) => {
                let key = curve.unwrap_or("another key");
                return Verdict::NotCheckable(format!("no check for {algorithm} with {key}"));
            }
        };
    let key = spki::key_bits(&check.public_key).expect("key bits");
    let key = signature::UnparsedPublicKey::new(algorithm, key);
    match key.verify(&check.message, &check.signature) {
        Ok(()) => Verdict::Valid,
        Err(_) => Verdict::Invalid,
    }
}

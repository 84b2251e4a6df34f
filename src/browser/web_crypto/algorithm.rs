//! The names of signature algorithms: TLS's, X.509's and WebCrypto's.

use device_certs::{Curve, Hash, KeyKind, SignatureAlgorithm};
use js_sys::Object;
use relay_protocol::SignatureScheme;
use wasm_bindgen::JsValue;

use super::{CryptoError, dictionary, set};

/// The schemes TLS may ask a key of this kind for, best first; empty when WebCrypto or TLS has none.
///
/// An EC key signs with the hash of its curve alone, as TLS 1.3 demands. PKCS#1 comes last: TLS 1.3 knows it no more.
pub(in crate::browser) fn schemes_of(kind: &KeyKind) -> &'static [SignatureScheme] {
    match kind {
        KeyKind::Ec(Curve::P256) => &[SignatureScheme::EcdsaSecp256r1Sha256],
        KeyKind::Ec(Curve::P384) => &[SignatureScheme::EcdsaSecp384r1Sha384],
        KeyKind::Ec(Curve::P521) => &[SignatureScheme::EcdsaSecp521r1Sha512],
        KeyKind::Rsa { .. } => &[
            SignatureScheme::RsaPssRsaeSha256,
            SignatureScheme::RsaPssRsaeSha384,
            SignatureScheme::RsaPssRsaeSha512,
            SignatureScheme::RsaPkcs1Sha256,
            SignatureScheme::RsaPkcs1Sha384,
            SignatureScheme::RsaPkcs1Sha512,
        ],
        KeyKind::Ed25519 => &[SignatureScheme::Ed25519],
        _ => &[],
    }
}

/// How TLS's scheme is called in X.509.
pub fn signature_algorithm(scheme: SignatureScheme) -> SignatureAlgorithm {
    match scheme {
        SignatureScheme::EcdsaSecp256r1Sha256 => SignatureAlgorithm::Ecdsa(Hash::Sha256),
        SignatureScheme::EcdsaSecp384r1Sha384 => SignatureAlgorithm::Ecdsa(Hash::Sha384),
        SignatureScheme::EcdsaSecp521r1Sha512 => SignatureAlgorithm::Ecdsa(Hash::Sha512),
        SignatureScheme::RsaPkcs1Sha256 => SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
        SignatureScheme::RsaPkcs1Sha384 => SignatureAlgorithm::RsaPkcs1(Hash::Sha384),
        SignatureScheme::RsaPkcs1Sha512 => SignatureAlgorithm::RsaPkcs1(Hash::Sha512),
        SignatureScheme::RsaPssRsaeSha256 => SignatureAlgorithm::RsaPss(Hash::Sha256),
        SignatureScheme::RsaPssRsaeSha384 => SignatureAlgorithm::RsaPss(Hash::Sha384),
        SignatureScheme::RsaPssRsaeSha512 => SignatureAlgorithm::RsaPss(Hash::Sha512),
        SignatureScheme::Ed25519 => SignatureAlgorithm::Ed25519,
    }
}

/// A signature algorithm together with a kind of key, as WebCrypto names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::browser) struct Algorithm {
    name: &'static str,
    hash: Option<Hash>,
    curve: Option<Curve>,
}

impl Algorithm {
    /// What practice identities are made with.
    pub(in crate::browser) const PRACTICE: Self = Self {
        name: "ECDSA",
        hash: Some(Hash::Sha256),
        curve: Some(Curve::P256),
    };

    /// # Errors
    /// [`CryptoError::Unsupported`] for what WebCrypto has no name for.
    pub(in crate::browser) fn new(
        signature: &SignatureAlgorithm,
        key: &KeyKind,
    ) -> Result<Self, CryptoError> {
        let (name, hash, curve) = match (signature, key) {
            (SignatureAlgorithm::Ecdsa(hash), KeyKind::Ec(curve))
                if curve.coordinate_bytes().is_some() =>
            {
                ("ECDSA", Some(*hash), Some(curve.clone()))
            }
            (SignatureAlgorithm::RsaPkcs1(hash), KeyKind::Rsa { .. }) => {
                ("RSASSA-PKCS1-v1_5", Some(*hash), None)
            }
            (SignatureAlgorithm::RsaPss(hash), KeyKind::Rsa { .. }) => {
                ("RSA-PSS", Some(*hash), None)
            }
            (SignatureAlgorithm::Ed25519, KeyKind::Ed25519) => ("Ed25519", None, None),
            _ => {
                return Err(CryptoError::Unsupported(format!(
                    "{signature} with a key of kind {key}"
                )));
            }
        };
        Ok(Self { name, hash, curve })
    }

    /// Octets of r and of s, for ECDSA.
    pub(super) fn coordinate_bytes(&self) -> Option<usize> {
        self.curve.as_ref().and_then(Curve::coordinate_bytes)
    }

    /// The parameters of `importKey` and `generateKey`.
    pub(super) fn import_parameters(&self) -> Object {
        let parameters = dictionary(&[("name", self.name)]);
        match (&self.curve, self.hash) {
            (Some(curve), _) => set(
                &parameters,
                "namedCurve",
                &JsValue::from_str(&curve.to_string()),
            ),
            (None, Some(hash)) => set(&parameters, "hash", &JsValue::from_str(hash.name())),
            (None, None) => {}
        }
        parameters
    }

    /// The parameters of `sign` and `verify`.
    pub(super) fn use_parameters(&self) -> Object {
        let parameters = dictionary(&[("name", self.name)]);
        if let Some(hash) = self.hash {
            set(&parameters, "hash", &JsValue::from_str(hash.name()));
            if self.name == "RSA-PSS" {
                // The salt is as long as the digest, in TLS and in certificates alike.
                set(
                    &parameters,
                    "saltLength",
                    &JsValue::from_f64(hash.digest_bytes() as f64),
                );
            }
        }
        parameters
    }
}

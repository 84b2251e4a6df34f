//! A private key that can only sign.

use device_certs::{KeyKind, PrivateKey, SignatureCheck, Verdict};
use relay_protocol::SignatureScheme;
use web_sys::{CryptoKey, CryptoKeyPair};

use super::algorithm::signature_algorithm;
use super::{Algorithm, CryptoError, import_private, random_bytes, schemes_of, sign, verify};

/// Handles to one private key. WebCrypto binds an RSA key to one scheme and hash, hence one handle for each scheme.
pub struct Signer {
    kind: KeyKind,
    handles: Vec<Handle>,
}

struct Handle {
    scheme: SignatureScheme,
    algorithm: Algorithm,
    key: CryptoKey,
}

impl Signer {
    /// Imports a key, non-extractable, for every scheme TLS may ask for.
    ///
    /// # Errors
    /// [`CryptoError::Unsupported`] for kinds without a scheme, or what WebCrypto makes of the key.
    pub async fn import(key: &PrivateKey) -> Result<Self, CryptoError> {
        let kind = key.kind().clone();
        let pkcs8 = key.pkcs8_der();
        let mut handles = Vec::new();
        for &scheme in schemes_of(&kind) {
            let algorithm = Algorithm::new(&signature_algorithm(scheme), &kind)?;
            let key = import_private(pkcs8, &algorithm).await?;
            handles.push(Handle {
                scheme,
                algorithm,
                key,
            });
        }
        if handles.is_empty() {
            return Err(CryptoError::Unsupported(format!("a key of kind {kind}")));
        }
        Ok(Self { kind, handles })
    }

    /// The signer of a practice key: P-256.
    pub(in crate::browser) fn practice(pair: &CryptoKeyPair) -> Self {
        let key = pair.get_private_key();
        let scheme = SignatureScheme::EcdsaSecp256r1Sha256;
        Self {
            kind: KeyKind::Ec(device_certs::Curve::P256),
            handles: vec![Handle {
                scheme,
                algorithm: Algorithm::PRACTICE,
                key,
            }],
        }
    }

    /// What kind of key it is.
    pub fn kind(&self) -> &KeyKind {
        &self.kind
    }

    /// The schemes it can do, best first.
    pub fn schemes(&self) -> Vec<SignatureScheme> {
        self.handles.iter().map(|handle| handle.scheme).collect()
    }

    /// The handles, for tests of what can be done with them.
    pub fn keys(&self) -> impl Iterator<Item = &CryptoKey> {
        self.handles.iter().map(|handle| &handle.key)
    }

    /// Signs as TLS and X.509 want it: ECDSA as a DER SEQUENCE of r and s.
    ///
    /// # Errors
    /// [`CryptoError::Unsupported`] for a scheme that is not among [`Self::schemes`], or WebCrypto's refusal.
    pub async fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        let handle = self.handles.iter().find(|handle| handle.scheme == scheme);
        let handle = handle.ok_or_else(|| CryptoError::Unsupported(scheme.as_str().to_owned()))?;
        sign(&handle.algorithm, &handle.key, message).await
    }

    /// Signs 32 fresh random bytes and has the signature checked with a certificate's public key: the scheme used and
    /// what the check said.
    ///
    /// # Errors
    /// When the browser cannot sign.
    pub async fn prove_possession(
        &self,
        spki: &[u8],
    ) -> Result<(SignatureScheme, Verdict), CryptoError> {
        let scheme = self.handles.first().map(|handle| handle.scheme);
        let scheme = scheme.ok_or_else(|| CryptoError::Unsupported(self.kind.to_string()))?;
        let message = random_bytes::<32>()?.to_vec();
        let signature = self.sign(scheme, &message).await?;
        let check = SignatureCheck {
            algorithm: signature_algorithm(scheme),
            public_key: spki.to_vec(),
            message,
            signature,
        };
        Ok((scheme, verify(&check).await))
    }
}

//! Private keys: from any container to the PKCS#8 that WebCrypto and aws-lc-rs import, and whose certificate they
//! belong to. No key material is in any `Debug`, `Display` or error.

use std::fmt;

use zeroize::Zeroizing;

use crate::Certificate;
use crate::pem::{Encryption, Item, ItemKind};
use crate::spki::{self, KeyKind};

/// A private key that can be imported. Overwritten with zeros when dropped.
#[derive(Clone)]
pub struct PrivateKey {
    kind: KeyKind,
    pkcs8: Zeroizing<Vec<u8>>,
    public_key: Option<Vec<u8>>,
}

/// Shows the kind alone.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Whether a private key belongs to a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// The public key kept beside the private key is the one of the certificate.
    Yes,
    /// It is another one.
    No,
    /// The file does not hold the public key: sign something and check it with the certificate's key.
    NeedsProof,
}

/// Why a private key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The block is something else.
    NotAPrivateKey {
        /// What it is.
        seen: ItemKind,
    },
    /// Behind a password.
    Encrypted(Encryption),
    /// In OpenSSH's own container.
    Openssh,
    /// Restricted to PSS (id-RSASSA-PSS): browsers cannot import it.
    RsaPssOnly,
    /// A curve browsers cannot import, such as secp256k1.
    CurveUnsupported {
        /// Its name, or its dotted object identifier.
        curve: String,
    },
    /// The curve is spelled out by its numbers: browsers want its name.
    CurveExplicit,
    /// Nothing says which curve the key is on.
    CurveMissing,
    /// An algorithm that TLS with a device certificate does not use.
    AlgorithmUnsupported {
        /// Its name, or its dotted object identifier.
        algorithm: String,
    },
    /// The container cannot be read.
    Malformed {
        /// The part that is missing or wrong.
        field: &'static str,
    },
}

impl PrivateKey {
    /// Reads a private key block.
    ///
    /// # Errors
    /// A [`KeyError`] that names what it is instead, or why it cannot be imported.
    pub fn read(item: &Item) -> Result<Self, KeyError> {
        Err(KeyError::NotAPrivateKey {
            seen: item.kind.clone(),
        })
    }

    /// The kind and size.
    pub fn kind(&self) -> &KeyKind {
        &self.kind
    }

    /// PKCS#8 in DER, as WebCrypto's `importKey("pkcs8", ..)` and aws-lc-rs take it.
    pub fn pkcs8_der(&self) -> &Zeroizing<Vec<u8>> {
        &self.pkcs8
    }

    /// The SubjectPublicKeyInfo in DER, where the container tells the public key without arithmetic: RSA always,
    /// EC when the public point is kept beside the private key (OpenSSL does).
    pub fn public_key(&self) -> Option<&[u8]> {
        self.public_key.as_deref()
    }

    /// Whether this key belongs to `certificate`, by comparing public keys.
    pub fn belongs_to(&self, certificate: &Certificate) -> Belongs {
        match &self.public_key {
            Some(public_key) if spki::same_key(public_key, certificate.spki_der()) => Belongs::Yes,
            Some(_) => Belongs::No,
            None if self.kind == certificate.key => Belongs::NeedsProof,
            None => Belongs::No,
        }
    }
}

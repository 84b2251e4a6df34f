//! Private keys: from any container to the PKCS#8 that WebCrypto and aws-lc-rs import, and whose certificate they
//! belong to.
//!
//! D14: no key material is in any `Debug`, `Display` or error, and what a key occupied is overwritten when it is dropped.

mod containers;
mod convert;
mod error;

pub use convert::KeyContainer;
pub use error::KeyError;

use std::fmt;

use zeroize::Zeroizing;

use crate::Certificate;
use crate::pem::{Item, ItemKind};
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

impl PrivateKey {
    /// Reads a private key block.
    ///
    /// # Errors
    /// A [`KeyError`] that names what it is instead, or why it cannot be imported.
    pub fn read(item: &Item) -> Result<Self, KeyError> {
        match &item.kind {
            ItemKind::Pkcs8Key => containers::pkcs8(&item.der),
            ItemKind::Pkcs1Key => containers::pkcs1(&item.der),
            ItemKind::Sec1Key => containers::sec1(&item.der, item.parameters.as_deref()),
            ItemKind::EncryptedKey(encryption) => Err(KeyError::Encrypted(encryption.clone())),
            ItemKind::OpensshKey => Err(KeyError::Openssh),
            seen => Err(KeyError::NotAPrivateKey { seen: seen.clone() }),
        }
    }

    /// Reads PKCS#8 in DER, such as WebCrypto's `exportKey("pkcs8", ..)` of a practice key.
    ///
    /// # Errors
    /// As [`PrivateKey::read`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        containers::pkcs8(der)
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

    /// Whether this key belongs to `certificate`, by comparing public keys. A file whose public part is not the one
    /// of its private part deceives this; the first signature finds it out.
    pub fn belongs_to(&self, certificate: &Certificate) -> Belongs {
        match &self.public_key {
            Some(public_key) if spki::same_key(public_key, certificate.spki_der()) => Belongs::Yes,
            None if self.kind == certificate.key => Belongs::NeedsProof,
            _ => Belongs::No,
        }
    }
}

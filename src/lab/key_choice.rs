//! The kinds of practice keys.

use device_certs::{Curve, Hash, KeyKind, SignatureAlgorithm};

/// A kind of key that WebCrypto makes and DPS is known to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyChoice {
    /// EC P-256: small and quick, what most devices have.
    P256,
    /// EC P-384
    P384,
    /// RSA 2048
    Rsa2048,
    /// RSA 3072
    Rsa3072,
    /// RSA 4096: seconds to make, and slow on small devices.
    Rsa4096,
}

impl KeyChoice {
    /// Every kind, the usual one first.
    pub const ALL: [Self; 5] = [
        Self::P256,
        Self::P384,
        Self::Rsa2048,
        Self::Rsa3072,
        Self::Rsa4096,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::P256 => "EC P-256",
            Self::P384 => "EC P-384",
            Self::Rsa2048 => "RSA 2048",
            Self::Rsa3072 => "RSA 3072",
            Self::Rsa4096 => "RSA 4096",
        }
    }

    /// The kind as certificates have it.
    pub fn kind(self) -> KeyKind {
        match self {
            Self::P256 => KeyKind::Ec(Curve::P256),
            Self::P384 => KeyKind::Ec(Curve::P384),
            Self::Rsa2048 => KeyKind::Rsa { bits: 2048 },
            Self::Rsa3072 => KeyKind::Rsa { bits: 3072 },
            Self::Rsa4096 => KeyKind::Rsa { bits: 4096 },
        }
    }

    /// How a key of this kind signs certificates: with the hash that fits it, or with SHA-1 on purpose.
    pub fn algorithm(self, weak_hash: bool) -> SignatureAlgorithm {
        let hash = match self {
            _ if weak_hash => Hash::Sha1,
            Self::P384 => Hash::Sha384,
            _ => Hash::Sha256,
        };
        match self {
            Self::P256 | Self::P384 => SignatureAlgorithm::Ecdsa(hash),
            Self::Rsa2048 | Self::Rsa3072 | Self::Rsa4096 => SignatureAlgorithm::RsaPkcs1(hash),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_what_certificates_show() {
        for choice in KeyChoice::ALL {
            assert_eq!(choice.title(), choice.kind().to_string());
        }
    }
}

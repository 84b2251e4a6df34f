//! The signature schemes of TLS that a device key may use.

use serde::{Deserialize, Serialize};

/// A signature scheme, named and numbered as in
/// [RFC 8446 section 4.2.3](https://www.rfc-editor.org/rfc/rfc8446#section-4.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureScheme {
    /// ECDSA with SHA-256; in TLS 1.3 with P-256 only.
    #[serde(rename = "ecdsa_secp256r1_sha256")]
    EcdsaSecp256r1Sha256,
    /// ECDSA with SHA-384; in TLS 1.3 with P-384 only.
    #[serde(rename = "ecdsa_secp384r1_sha384")]
    EcdsaSecp384r1Sha384,
    /// ECDSA with SHA-512; in TLS 1.3 with P-521 only.
    #[serde(rename = "ecdsa_secp521r1_sha512")]
    EcdsaSecp521r1Sha512,
    /// RSA PKCS#1 v1.5 with SHA-256; TLS 1.2 only.
    #[serde(rename = "rsa_pkcs1_sha256")]
    RsaPkcs1Sha256,
    /// RSA PKCS#1 v1.5 with SHA-384; TLS 1.2 only.
    #[serde(rename = "rsa_pkcs1_sha384")]
    RsaPkcs1Sha384,
    /// RSA PKCS#1 v1.5 with SHA-512; TLS 1.2 only.
    #[serde(rename = "rsa_pkcs1_sha512")]
    RsaPkcs1Sha512,
    /// RSA-PSS with SHA-256, salt as long as the digest, key of type rsaEncryption.
    #[serde(rename = "rsa_pss_rsae_sha256")]
    RsaPssRsaeSha256,
    /// RSA-PSS with SHA-384, salt as long as the digest, key of type rsaEncryption.
    #[serde(rename = "rsa_pss_rsae_sha384")]
    RsaPssRsaeSha384,
    /// RSA-PSS with SHA-512, salt as long as the digest, key of type rsaEncryption.
    #[serde(rename = "rsa_pss_rsae_sha512")]
    RsaPssRsaeSha512,
    /// Ed25519.
    Ed25519,
}

impl SignatureScheme {
    /// Every scheme.
    pub const ALL: &[Self] = &[
        Self::EcdsaSecp256r1Sha256,
        Self::EcdsaSecp384r1Sha384,
        Self::EcdsaSecp521r1Sha512,
        Self::RsaPkcs1Sha256,
        Self::RsaPkcs1Sha384,
        Self::RsaPkcs1Sha512,
        Self::RsaPssRsaeSha256,
        Self::RsaPssRsaeSha384,
        Self::RsaPssRsaeSha512,
        Self::Ed25519,
    ];

    /// The name as TLS writes it, such as `"ecdsa_secp256r1_sha256"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EcdsaSecp256r1Sha256 => "ecdsa_secp256r1_sha256",
            Self::EcdsaSecp384r1Sha384 => "ecdsa_secp384r1_sha384",
            Self::EcdsaSecp521r1Sha512 => "ecdsa_secp521r1_sha512",
            Self::RsaPkcs1Sha256 => "rsa_pkcs1_sha256",
            Self::RsaPkcs1Sha384 => "rsa_pkcs1_sha384",
            Self::RsaPkcs1Sha512 => "rsa_pkcs1_sha512",
            Self::RsaPssRsaeSha256 => "rsa_pss_rsae_sha256",
            Self::RsaPssRsaeSha384 => "rsa_pss_rsae_sha384",
            Self::RsaPssRsaeSha512 => "rsa_pss_rsae_sha512",
            Self::Ed25519 => "ed25519",
        }
    }

    /// The number on the wire.
    pub fn code_point(self) -> u16 {
        match self {
            Self::EcdsaSecp256r1Sha256 => 0x0403,
            Self::EcdsaSecp384r1Sha384 => 0x0503,
            Self::EcdsaSecp521r1Sha512 => 0x0603,
            Self::RsaPkcs1Sha256 => 0x0401,
            Self::RsaPkcs1Sha384 => 0x0501,
            Self::RsaPkcs1Sha512 => 0x0601,
            Self::RsaPssRsaeSha256 => 0x0804,
            Self::RsaPssRsaeSha384 => 0x0805,
            Self::RsaPssRsaeSha512 => 0x0806,
            Self::Ed25519 => 0x0807,
        }
    }

    /// The scheme with this number on the wire, if it is one of [`ALL`](Self::ALL).
    pub fn from_code_point(code_point: u16) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|scheme| scheme.code_point() == code_point)
    }
}

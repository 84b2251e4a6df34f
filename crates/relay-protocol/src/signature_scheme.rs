//! The signature schemes of TLS that a device key may use.

use crate::words::words;

words! {
    /// A signature scheme, named and numbered as in
    /// [RFC 8446 section 4.2.3](https://www.rfc-editor.org/rfc/rfc8446#section-4.2.3).
    SignatureScheme {
        /// ECDSA with SHA-256; in TLS 1.3 with P-256 only.
        EcdsaSecp256r1Sha256 = "ecdsa_secp256r1_sha256",
        /// ECDSA with SHA-384; in TLS 1.3 with P-384 only.
        EcdsaSecp384r1Sha384 = "ecdsa_secp384r1_sha384",
        /// ECDSA with SHA-512; in TLS 1.3 with P-521 only.
        EcdsaSecp521r1Sha512 = "ecdsa_secp521r1_sha512",
        /// RSA PKCS#1 v1.5 with SHA-256; TLS 1.2 only.
        RsaPkcs1Sha256 = "rsa_pkcs1_sha256",
        /// RSA PKCS#1 v1.5 with SHA-384; TLS 1.2 only.
        RsaPkcs1Sha384 = "rsa_pkcs1_sha384",
        /// RSA PKCS#1 v1.5 with SHA-512; TLS 1.2 only.
        RsaPkcs1Sha512 = "rsa_pkcs1_sha512",
        /// RSA-PSS with SHA-256, salt as long as the digest, key of type rsaEncryption.
        RsaPssRsaeSha256 = "rsa_pss_rsae_sha256",
        /// RSA-PSS with SHA-384, salt as long as the digest, key of type rsaEncryption.
        RsaPssRsaeSha384 = "rsa_pss_rsae_sha384",
        /// RSA-PSS with SHA-512, salt as long as the digest, key of type rsaEncryption.
        RsaPssRsaeSha512 = "rsa_pss_rsae_sha512",
        /// Ed25519.
        Ed25519 = "ed25519",
    }
}

impl SignatureScheme {
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

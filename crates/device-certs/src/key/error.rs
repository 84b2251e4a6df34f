//! Why a private key cannot be used, and what to do about it.

use std::fmt;

use crate::pem::{Encryption, ItemKind};

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

impl KeyError {
    /// What to do: a sentence, with the command where there is one.
    pub fn fix(&self) -> &'static str {
        match self {
            Self::NotAPrivateKey { seen } => match seen {
                ItemKind::Certificate => {
                    "This belongs into the certificate box. Give the private key's own file here."
                }
                ItemKind::CertificateRequest | ItemKind::PublicKey => {
                    "This is made from the private key. Give the file it was made from."
                }
                ItemKind::Pkcs12 => {
                    "Take the key out: `openssl pkcs12 -in file.pfx -nocerts -nodes -out key.pem`."
                }
                _ => "Give the device's private key as PEM.",
            },
            Self::Encrypted(_) => {
                "Remove the password into a file you delete afterwards: `openssl pkey -in key.pem -out plain.pem`."
            }
            Self::Openssh => {
                "Convert a copy of it: `ssh-keygen -p -N '' -m PKCS8 -f copy-of-key` rewrites the file it is given."
            }
            Self::RsaPssOnly => {
                "Make a plain RSA or EC key and a certificate for it: \
                 `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem`."
            }
            Self::CurveUnsupported { .. } | Self::AlgorithmUnsupported { .. } => {
                "Make a P-256 key and a certificate for it: \
                 `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem`."
            }
            Self::CurveExplicit => {
                "Write the curve by its name: `openssl ec -in key.pem -param_enc named_curve -out named.pem`."
            }
            Self::CurveMissing => {
                "Put the EC PARAMETERS block back in front of the key, or make the file anew."
            }
            Self::Malformed { .. } => "Copy the file anew: a part of it was lost or changed.",
        }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPrivateKey { seen } => write!(f, "this is no private key but {seen}"),
            Self::Encrypted(Encryption::Pkcs8) => {
                f.write_str("the private key is encrypted with a password")
            }
            Self::Encrypted(Encryption::Legacy { cipher }) => {
                write!(
                    f,
                    "the private key is encrypted with a password ({cipher:?})"
                )
            }
            Self::Openssh => f.write_str("the private key is in OpenSSH's own format"),
            Self::RsaPssOnly => f.write_str(
                "the RSA key is restricted to PSS (id-RSASSA-PSS), which browsers cannot import",
            ),
            Self::CurveUnsupported { curve } => {
                write!(
                    f,
                    "the private key is on the curve {curve:?}, which browsers cannot import"
                )
            }
            Self::CurveExplicit => f.write_str(
                "the private key spells its curve out in numbers, which browsers cannot import",
            ),
            Self::CurveMissing => f.write_str("the private key does not say which curve it is on"),
            Self::AlgorithmUnsupported { algorithm } => {
                write!(
                    f,
                    "the private key is for {algorithm:?}, which device certificates do not use"
                )
            }
            Self::Malformed { field } => write!(
                f,
                "the private key cannot be read: {field} is missing or wrong"
            ),
        }
    }
}

impl std::error::Error for KeyError {}

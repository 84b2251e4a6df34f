//! Files as people have them: PEM with anything around it, DER, or something else altogether.
//!
//! Reading never fails. What is only damaged is repaired, and each repair is reported with what stood there before
//! and after; what cannot be repaired is a problem with its place and what to do. Contents are never quoted, since
//! they may be a private key. PEM: RFC 7468, and RFC 1421 for the headers of encrypted keys.

mod bare;
mod blocks;
mod body;
mod boundaries;
mod contents;
mod plain;
mod problem;
mod repair;
mod units;

#[cfg(feature = "pkcs12")]
pub(crate) use contents::kind_of_label;
pub use problem::{Position, Problem, ProblemKind};
pub use repair::{Repair, RepairKind};
pub(crate) use units::is_invisible;

use std::fmt;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::certificate::hex;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The blocks that could be decoded, in the order of the file.
    pub items: Vec<Item>,
    /// What is wrong and was not repaired, in the order of the file.
    pub problems: Vec<Problem>,
    /// What was repaired, in the order of the file: to be shown wherever the items are used.
    pub repairs: Vec<Repair>,
    /// What could be decoded of blocks that are damaged beyond repair: to be looked at, not to be used.
    pub fragments: Vec<Item>,
}

impl Reading {
    /// Whether there is a private key in the file, or a part of one.
    pub fn holds_private_key(&self) -> bool {
        let mut items = self.items.iter().chain(&self.fragments);
        items.any(|item| item.kind.is_private_key())
    }

    /// A repair as a lower-case clause, with what stood there and what stands there now; without both for a file
    /// that holds a private key, so that nothing of one can be shown whatever the damage is.
    pub fn describe(&self, repair: &Repair) -> String {
        let mut text = repair.what.to_owned();
        let quote = |text: &mut String, part: &str| match part {
            "" => text.push_str("nothing"),
            part => ["`", part, "`"].iter().for_each(|part| text.push_str(part)),
        };
        if !self.items.is_empty() && !self.holds_private_key() {
            text.push_str(": ");
            quote(&mut text, &repair.before);
            text.push_str(" → ");
            quote(&mut text, &repair.after);
        }
        if repair.times > 1 {
            [" (", &repair.times.to_string(), " times)"]
                .iter()
                .for_each(|part| text.push_str(part));
        }
        text
    }

    /// The file as it should be: each item as a block of its own, and nothing else. For what can be PEM, which
    /// PKCS#12 by custom is not.
    pub fn repaired(&self) -> Zeroizing<String> {
        let blocks = self.items.iter().map(|item| {
            let block = Zeroizing::new(pem_encode(&item.label, &item.der));
            let ItemKind::EncryptedKey(Encryption::Legacy { cipher }) = &item.kind else {
                return block;
            };
            // Without its headers such a key could not be decrypted any more (RFC 1421, 4.6).
            let iv = hex(item.parameters.as_deref().unwrap_or_default());
            let headers = [
                "Proc-Type: 4,ENCRYPTED\nDEK-Info: ",
                cipher,
                ",",
                &iv,
                "\n\n",
            ]
            .concat();
            Zeroizing::new(block.replacen("-----\n", &["-----\n", &headers].concat(), 1))
        });
        let blocks: Vec<Zeroizing<String>> = blocks.collect();
        let mut file = Zeroizing::new(String::with_capacity(
            blocks.iter().map(|block| block.len()).sum(),
        ));
        blocks.iter().for_each(|block| file.push_str(block));
        file
    }
}

/// One block of a file. Its `Debug` does not show the contents: they may be a private key.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is, by its label or, in DER, by its shape.
    pub kind: ItemKind,
    /// The label between the dashes; for DER the label it would have.
    pub label: String,
    /// The contents; overwritten with zeros when dropped.
    pub der: Zeroizing<Vec<u8>>,
    /// For a SEC1 key: the contents of the `EC PARAMETERS` block before it. For a key encrypted in OpenSSL's old
    /// form: the initialization vector.
    pub parameters: Option<Vec<u8>>,
    /// The lines of the block, the first line of the file being 1; for DER `1..1`.
    pub lines: Range<usize>,
    /// The bytes of the block in the file, BEGIN and END lines included.
    pub bytes: Range<usize>,
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("kind", &self.kind)
            .field("lines", &self.lines)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// The kinds of blocks people put into such files.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ItemKind {
    /// A certificate.
    Certificate,
    /// `PRIVATE KEY`
    Pkcs8Key,
    /// `RSA PRIVATE KEY`
    Pkcs1Key,
    /// `EC PRIVATE KEY`
    Sec1Key,
    /// A private key behind a password.
    EncryptedKey(Encryption),
    /// `OPENSSH PRIVATE KEY`
    OpensshKey,
    /// `CERTIFICATE REQUEST`
    CertificateRequest,
    /// `PUBLIC KEY`, `RSA PUBLIC KEY`
    PublicKey,
    /// `X509 CRL`
    Crl,
    /// `EC PARAMETERS`
    EcParameters,
    /// A PKCS#12 file (.pfx, .p12): certificate and key together behind a password.
    Pkcs12,
    /// A PKCS#7 file (.p7b, .p7c): certificates in a wrapping of their own.
    Pkcs7,
    /// Any other label.
    Other(String),
}

impl ItemKind {
    /// True for private keys in any container.
    pub fn is_private_key(&self) -> bool {
        matches!(
            self,
            Self::Pkcs8Key
                | Self::Pkcs1Key
                | Self::Sec1Key
                | Self::EncryptedKey(_)
                | Self::OpensshKey
        )
    }

    /// What to do with it where a certificate is wanted: a sentence, with the command where there is one.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Certificate => "Give it as the certificate.",
            Self::CertificateRequest => {
                "Have it signed first, then give the certificate: `openssl x509 -req -in device.csr -signkey key.pem -out device.pem`."
            }
            Self::Pkcs12 => {
                "Open it with its password, or take the certificates out: `openssl pkcs12 -in file.pfx -nokeys -out chain.pem`."
            }
            Self::Pkcs7 => {
                "Take the certificates out: `openssl pkcs7 -in file.p7b -print_certs -out chain.pem`."
            }
            Self::PublicKey => {
                "Give the certificate that was issued for it; a public key alone tells nobody who the device is."
            }
            Self::Crl => {
                "Give the certificate; a revocation list only says which certificates its CA took back."
            }
            Self::EcParameters => "Give the certificate; this only names the curve of a key.",
            kind if kind.is_private_key() => {
                "This belongs into the private key box. Give the certificate here."
            }
            _ => {
                "Give the device's certificate as PEM, with the certificates of its CAs behind it."
            }
        }
    }
}

/// "an encrypted private key (PKCS#8)": with its article, to be put into a sentence.
impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "a certificate",
            Self::Pkcs8Key => "a private key (PKCS#8)",
            Self::Pkcs1Key => "an RSA private key (PKCS#1)",
            Self::Sec1Key => "an EC private key (SEC1)",
            Self::EncryptedKey(Encryption::Pkcs8) => "an encrypted private key (PKCS#8)",
            Self::EncryptedKey(Encryption::Legacy { .. }) => {
                "an encrypted private key (OpenSSL's old form)"
            }
            Self::OpensshKey => "an OpenSSH private key",
            Self::CertificateRequest => "a certificate request (CSR)",
            Self::PublicKey => "a public key",
            Self::Crl => "a revocation list (CRL)",
            Self::EcParameters => "elliptic curve parameters",
            Self::Pkcs12 => "a PKCS#12 file (.pfx, .p12)",
            Self::Pkcs7 => "a PKCS#7 file (.p7b)",
            Self::Other(label) => return write!(f, "a block labelled {label:?}"),
        })
    }
}

/// How a private key is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// PKCS#8 `ENCRYPTED PRIVATE KEY` (RFC 5958, 3).
    Pkcs8,
    /// The `Proc-Type: 4,ENCRYPTED` header of old OpenSSL (RFC 1421, 4.6.1.1).
    Legacy {
        /// The cipher `DEK-Info` names, such as `AES-256-CBC`; empty when it names none.
        cipher: String,
    },
}

/// Reads a file: PEM blocks among any text and in any state, DER, or the base64 or hexadecimal form of DER.
pub fn read(bytes: &[u8]) -> Reading {
    plain::read(bytes).unwrap_or_else(|| contents::read(bytes))
}

/// The same without the short cut for files in which nothing is to be repaired: to hold that one to this.
pub fn read_thoroughly(bytes: &[u8]) -> Reading {
    contents::read(bytes)
}

/// Where an offset of a file is, for people.
pub fn position(bytes: &[u8], offset: usize) -> Position {
    Position::of(bytes, offset)
}

/// PEM with lines of 64 characters (RFC 7468, 2). What it returns holds what `der` holds: keep keys in
/// [`Zeroizing`].
pub fn pem_encode(label: &str, der: &[u8]) -> String {
    let body = Zeroizing::new(STANDARD.encode(der));
    let mut pem = String::with_capacity(body.len() + body.len() / 64 + 2 * label.len() + 40);
    for part in ["-----BEGIN ", label, "-----\n"] {
        pem.push_str(part);
    }
    let mut rest = body.as_str();
    while !rest.is_empty() {
        // Base64 is ASCII, so that every offset is a character boundary.
        let (line, after) = rest.split_at_checked(64).unwrap_or((rest, ""));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    for part in ["-----END ", label, "-----\n"] {
        pem.push_str(part);
    }
    pem
}

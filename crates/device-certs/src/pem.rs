//! Files as people have them: PEM with anything around it, DER, or something else altogether.
//!
//! Reading never fails: it returns the blocks it found and, for everything that is not as it should be, what was
//! seen, where, and what to do. Contents are never quoted, since they may be a private key. PEM: RFC 7468, and
//! RFC 1421 for the headers of encrypted keys.

mod blocks;
mod contents;
mod problem;

pub use problem::{Position, Problem, ProblemKind};

use std::fmt;
use std::ops::Range;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use zeroize::Zeroizing;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The blocks that could be decoded, in the order of the file.
    pub items: Vec<Item>,
    /// What is wrong, in the order of the file.
    pub problems: Vec<Problem>,
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
    /// For a SEC1 key: the contents of the `EC PARAMETERS` block before it.
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

/// Reads a file: PEM blocks among any text, DER, or the base64 of DER without BEGIN and END.
pub fn read(bytes: &[u8]) -> Reading {
    contents::read(bytes)
}

/// Decodes the base64 in `range` of a file, or says where it is none. White space does not count.
fn base64_body(
    file: &[u8],
    range: Range<usize>,
) -> Result<Zeroizing<Vec<u8>>, (Range<usize>, ProblemKind)> {
    let body = file.get(range.clone()).unwrap_or_default();
    // As large as it can become, so that no copy of a key stays behind from growing.
    let mut text = Zeroizing::new(Vec::with_capacity(body.len()));
    let mut padded = false;
    for (index, &byte) in body.iter().enumerate() {
        let good = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => continue,
            b'=' => true,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => !padded,
            _ => false,
        };
        if !good {
            let rest = body.get(index..).unwrap_or_default();
            let character = first_character(rest);
            let start = range.start + index;
            let end = start + character.len_utf8().min(rest.len());
            return Err((start..end, ProblemKind::BadCharacter { character }));
        }
        padded |= byte == b'=';
        text.push(byte);
    }
    let decoded = STANDARD_LENIENT.decode(text.as_slice());
    let complete = text.len() % 4 == 0;
    match decoded.map(Zeroizing::new) {
        Ok(der) if complete => Ok(der),
        _ => Err((range.end..range.end, ProblemKind::Base64Cut)),
    }
}

/// Encoders that leave the unused bits of the last character set are common enough.
const STANDARD_LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

fn first_character(bytes: &[u8]) -> char {
    let head = bytes.get(..4).unwrap_or(bytes);
    let valid = head
        .utf8_chunks()
        .next()
        .map(|chunk| chunk.valid())
        .unwrap_or_default();
    valid.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
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

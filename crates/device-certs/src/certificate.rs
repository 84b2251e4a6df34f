//! A certificate as far as it can be read, with byte ranges (RFC 5280, 4.1). Reading never fails: certificates are
//! shown broken, and the problems say where.

mod extensions;
mod name;
mod reader;

pub use extensions::{AltName, BasicConstraints, Extension, KeyUsage};
pub(crate) use name::text;
pub use name::{Attribute, Name};

use std::ops::Range;

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::SignatureAlgorithm;
use crate::der::{self, Problem};
use crate::spki::KeyKind;
use reader::Reader;

/// What was understood of a certificate. Ranges are offsets into [`Certificate::der`]; parts that are missing are
/// `None` or empty, and [`Certificate::read`] reported them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The bytes, as given.
    pub der: Vec<u8>,
    /// 1, 2 or 3 as people count them; plain `openssl x509 -req` makes 1.
    pub version: u32,
    /// The content octets of the serial number, big-endian two's complement.
    pub serial: Vec<u8>,
    /// Who the certificate is about.
    pub subject: Name,
    /// Who signed it.
    pub issuer: Name,
    /// First second of validity, in Unix seconds.
    pub not_before: Option<i64>,
    /// Last second of validity, in Unix seconds.
    pub not_after: Option<i64>,
    /// The kind of the public key.
    pub key: KeyKind,
    /// How the certificate was signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// The part that was signed.
    pub tbs: Range<usize>,
    /// The SubjectPublicKeyInfo.
    pub spki: Range<usize>,
    /// The signature's octets.
    pub signature: Range<usize>,
    /// Where the validity stands.
    pub validity: Range<usize>,
    /// All extensions, known or not, in their order.
    pub extensions: Vec<Extension>,
    /// basicConstraints, when present.
    pub basic_constraints: Option<BasicConstraints>,
    /// keyUsage, when present.
    pub key_usage: Option<KeyUsage>,
    /// extKeyUsage as dotted object identifiers, when present.
    pub extended_key_usage: Option<Vec<String>>,
    /// subjectAltName.
    pub alt_names: Vec<AltName>,
    /// subjectKeyIdentifier, when present.
    pub subject_key_id: Option<Vec<u8>>,
    /// The keyIdentifier of authorityKeyIdentifier, when present.
    pub authority_key_id: Option<Vec<u8>>,
}

/// How a certificate stands to a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValidAt {
    /// The moment lies within the validity.
    Current,
    /// The validity begins later.
    NotYet,
    /// The validity is over.
    Expired,
    /// The dates could not be read.
    Unknown,
}

impl Certificate {
    /// Reads DER. Whatever the bytes are, there is a view of them; [`Certificate::is_readable`] says whether it is
    /// worth calling a certificate.
    pub fn read(bytes: &[u8]) -> (Self, Vec<Problem>) {
        let tree = der::parse(bytes);
        let mut reader = Reader {
            bytes,
            problems: tree.problems,
        };
        let certificate = reader.certificate(&tree.nodes);
        (certificate, reader.problems)
    }

    /// True when the parts without which nothing works are there: the signed part, a public key that could be
    /// read, and a signature.
    pub fn is_readable(&self) -> bool {
        !self.tbs.is_empty() && !self.signature.is_empty() && self.key != KeyKind::Unreadable
    }

    /// The bytes that were signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.slice(&self.tbs)
    }

    /// The SubjectPublicKeyInfo in DER.
    pub fn spki_der(&self) -> &[u8] {
        self.slice(&self.spki)
    }

    /// The signature's octets.
    pub fn signature_bytes(&self) -> &[u8] {
        self.slice(&self.signature)
    }

    /// The subject in DER, as an issued certificate must repeat it in its issuer.
    pub fn subject_der(&self) -> &[u8] {
        self.slice(&self.subject.bytes)
    }

    /// The issuer in DER.
    pub fn issuer_der(&self) -> &[u8] {
        self.slice(&self.issuer.bytes)
    }

    /// The serial number in upper-case hex, two digits per octet, as `openssl x509 -serial` writes it.
    pub fn serial_hex(&self) -> String {
        if self.serial.first().is_some_and(|first| first & 0x80 != 0) {
            return format!("-{}", hex(&negated(&self.serial)));
        }
        let zeros = self.serial.iter().take_while(|octet| **octet == 0).count();
        match self.serial.get(zeros..) {
            Some([]) if zeros > 0 => "00".to_owned(),
            significant => hex(significant.unwrap_or_default()),
        }
    }

    /// The first common name of the subject: what DPS takes for the registration ID.
    pub fn common_name(&self) -> Option<&str> {
        self.subject
            .common_names()
            .next()
            .map(|attribute| attribute.value.as_str())
    }

    /// True when subject and issuer are the same name. Whether it also signed itself is for
    /// [`crate::chain::self_check`] to find out.
    pub fn is_self_issued(&self) -> bool {
        !self.subject.bytes.is_empty() && self.subject.same_as(&self.issuer)
    }

    /// True when basicConstraints says so.
    pub fn is_ca(&self) -> bool {
        self.basic_constraints
            .is_some_and(|constraints| constraints.ca)
    }

    /// How many further CAs may follow below this one, when limited.
    pub fn path_len(&self) -> Option<u32> {
        self.basic_constraints
            .and_then(|constraints| constraints.path_len)
    }

    /// How the certificate stands to `now`, in Unix seconds.
    pub fn valid_at(&self, now: i64) -> ValidAt {
        match (self.not_before, self.not_after) {
            (Some(not_before), _) if now < not_before => ValidAt::NotYet,
            (_, Some(not_after)) if now > not_after => ValidAt::Expired,
            (Some(_), Some(_)) => ValidAt::Current,
            _ => ValidAt::Unknown,
        }
    }

    /// The SHA-1 thumbprint in upper-case hex without separators, as the DPS portal shows it.
    pub fn sha1(&self) -> String {
        hex(&Sha1::digest(self.encoding()))
    }

    /// The SHA-256 thumbprint in upper-case hex without separators, as IoT Hub shows it.
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(self.encoding()))
    }

    /// The certificate without what may follow it: what a TLS library sends, and what thumbprints are taken of.
    fn encoding(&self) -> &[u8] {
        let length = match self.der.as_slice() {
            [0x30, short @ 0..=0x7f, ..] => 2 + usize::from(*short),
            [0x30, 0x81, length, ..] => 3 + usize::from(*length),
            [0x30, 0x82, high, low, ..] => 4 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => self.der.len(),
        };
        self.der.get(..length).unwrap_or(&self.der)
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }
}

/// Upper-case hex without separators.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| {
        DIGITS
            .get(usize::from(nibble))
            .map_or('?', |digit| char::from(*digit))
    };
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)])
        .collect()
}

/// The magnitude of a negative two's complement number.
fn negated(octets: &[u8]) -> Vec<u8> {
    let mut magnitude: Vec<u8> = octets.iter().map(|octet| !octet).collect();
    for octet in magnitude.iter_mut().rev() {
        let (sum, carry) = octet.overflowing_add(1);
        *octet = sum;
        if !carry {
            break;
        }
    }
    let zeros = magnitude.iter().take_while(|octet| **octet == 0).count();
    magnitude.split_off(zeros.min(magnitude.len()))
}

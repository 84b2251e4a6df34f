//! Signature checks as data: this crate says what is to be checked, WebCrypto or aws-lc-rs says whether it is so.

use std::fmt;

use crate::der::{self, Node, Tag};
use crate::{der_writer, oids};

/// One signature to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureCheck {
    /// How it was made, as the certificate says.
    pub algorithm: SignatureAlgorithm,
    /// The key that must have made it: a SubjectPublicKeyInfo in DER.
    pub public_key: Vec<u8>,
    /// The bytes that were signed.
    pub message: Vec<u8>,
    /// The signature as X.509 and TLS carry it: ECDSA as a DER SEQUENCE of r and s. WebCrypto wants
    /// [`ecdsa_raw_from_der`].
    pub signature: Vec<u8>,
}

/// The answer to a [`SignatureCheck`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The key made this signature over these bytes.
    Valid,
    /// It did not.
    Invalid,
    /// Whoever was asked cannot tell, and why: a lower-case clause.
    NotCheckable(String),
}

/// How a signature is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5
    RsaPkcs1(Hash),
    /// RSASSA-PSS with MGF1 over the same hash and a salt as long as the hash, as TLS 1.3 uses it.
    RsaPss(Hash),
    /// ECDSA
    Ecdsa(Hash),
    /// Ed25519
    Ed25519,
    /// Anything else: the dotted object identifier.
    Other(String),
}

/// A digest algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1: broken for signatures, still found in old certificates.
    Sha1,
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl Hash {
    /// The name WebCrypto and people use: `SHA-256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Octets of the digest.
    pub fn digest_bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    fn oid(self) -> &'static str {
        match self {
            Self::Sha1 => "1.3.14.3.2.26",
            Self::Sha256 => "2.16.840.1.101.3.4.2.1",
            Self::Sha384 => "2.16.840.1.101.3.4.2.2",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
        }
    }

    fn from_oid(oid: &str) -> Option<Self> {
        [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512]
            .into_iter()
            .find(|hash| hash.oid() == oid)
    }
}

/// Algorithms that one object identifier says all about.
const BY_OID: &[(&str, SignatureAlgorithm)] = &[
    (
        "1.2.840.113549.1.1.5",
        SignatureAlgorithm::RsaPkcs1(Hash::Sha1),
    ),
    (
        "1.2.840.113549.1.1.11",
        SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
    ),
    (
        "1.2.840.113549.1.1.12",
        SignatureAlgorithm::RsaPkcs1(Hash::Sha384),
    ),
    (
        "1.2.840.113549.1.1.13",
        SignatureAlgorithm::RsaPkcs1(Hash::Sha512),
    ),
    ("1.2.840.10045.4.1", SignatureAlgorithm::Ecdsa(Hash::Sha1)),
    (
        "1.2.840.10045.4.3.2",
        SignatureAlgorithm::Ecdsa(Hash::Sha256),
    ),
    (
        "1.2.840.10045.4.3.3",
        SignatureAlgorithm::Ecdsa(Hash::Sha384),
    ),
    (
        "1.2.840.10045.4.3.4",
        SignatureAlgorithm::Ecdsa(Hash::Sha512),
    ),
    (oids::ED25519, SignatureAlgorithm::Ed25519),
];

impl SignatureAlgorithm {
    /// Reads an AlgorithmIdentifier.
    pub(crate) fn from_node(bytes: &[u8], algorithm: &Node) -> Option<Self> {
        let oid = oids::decode(
            algorithm
                .child(0)
                .filter(|node| node.tag == Tag::OID)?
                .content_of(bytes),
        )?;
        if oid == oids::RSASSA_PSS
            && let Some(hash) = pss_hash(bytes, algorithm.child(1))
        {
            return Some(Self::RsaPss(hash));
        }
        let known = BY_OID.iter().find(|(known, _)| *known == oid);
        Some(known.map_or(Self::Other(oid), |(_, algorithm)| algorithm.clone()))
    }

    /// The AlgorithmIdentifier in DER; `None` for [`SignatureAlgorithm::Other`].
    pub(crate) fn to_der(&self) -> Option<Vec<u8>> {
        if let Self::RsaPss(hash) = self {
            let hash_id = der_writer::sequence(&[&der_writer::oid(hash.oid()), der_writer::NULL]);
            let mgf1 = der_writer::sequence(&[&der_writer::oid(oids::MGF1), &hash_id]);
            let salt_bytes = der_writer::unsigned(&[hash.digest_bytes() as u8]);
            let parameters = der_writer::sequence(&[
                &der_writer::tlv(0xa0, &hash_id),
                &der_writer::tlv(0xa1, &mgf1),
                &der_writer::tlv(0xa2, &salt_bytes),
            ]);
            return Some(der_writer::sequence(&[
                &der_writer::oid(oids::RSASSA_PSS),
                &parameters,
            ]));
        }
        let (oid, _) = BY_OID.iter().find(|(_, algorithm)| algorithm == self)?;
        // RFC 4055, 5: the RSA identifiers carry NULL; RFC 5758, 3.2 and RFC 8410, 3: the others carry nothing.
        let parameters = if matches!(self, Self::RsaPkcs1(_)) {
            der_writer::NULL
        } else {
            &[]
        };
        Some(der_writer::sequence(&[&der_writer::oid(oid), parameters]))
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPkcs1(hash) => write!(f, "RSA PKCS#1 with {}", hash.name()),
            Self::RsaPss(hash) => write!(f, "RSA-PSS with {}", hash.name()),
            Self::Ecdsa(hash) => write!(f, "ECDSA with {}", hash.name()),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Other(oid) => f.write_str(oids::name_or_dotted(oid)),
        }
    }
}

/// The hash of RSASSA-PSS-params (RFC 4055, 3.1), when MGF1 uses the same and the salt is as long.
fn pss_hash(bytes: &[u8], parameters: Option<&Node>) -> Option<Hash> {
    let field = |number| {
        let fields = parameters
            .map(|parameters| parameters.children.as_slice())
            .unwrap_or_default();
        fields
            .iter()
            .find(|field| field.tag.is_context(number))
            .and_then(|field| field.child(0))
    };
    let hash_of =
        |algorithm: &Node| Hash::from_oid(&oids::decode(algorithm.child(0)?.content_of(bytes))?);
    // What is absent means SHA-1 with 20 octets of salt.
    let hash = field(0).map_or(Some(Hash::Sha1), hash_of)?;
    let mgf_hash = field(1).map_or(Some(Hash::Sha1), |mgf| hash_of(mgf.child(1)?))?;
    let salt = field(2).map_or(&[20][..], |salt| salt.content_of(bytes));
    (mgf_hash == hash && salt == [hash.digest_bytes() as u8]).then_some(hash)
}

/// An ECDSA signature as X.509 and TLS want it (a DER SEQUENCE of r and s) from WebCrypto's r‖s; `None` when the
/// two halves are not equally long or empty.
pub fn ecdsa_der_from_raw(raw: &[u8]) -> Option<Vec<u8>> {
    if raw.is_empty() || !raw.len().is_multiple_of(2) {
        return None;
    }
    let (r, s) = raw.split_at_checked(raw.len() / 2)?;
    Some(der_writer::sequence(&[
        &der_writer::unsigned(r),
        &der_writer::unsigned(s),
    ]))
}

/// r‖s, each padded to `coordinate_bytes` (see [`crate::Curve::coordinate_bytes`]), as WebCrypto wants it; `None`
/// when `signature` is no such DER SEQUENCE or a number is too large for the curve.
pub fn ecdsa_raw_from_der(signature: &[u8], coordinate_bytes: usize) -> Option<Vec<u8>> {
    let tree = der::parse(signature);
    let [sequence] = tree.nodes.as_slice() else {
        return None;
    };
    let [r, s] = sequence.children.as_slice() else {
        return None;
    };
    let mut raw = Vec::with_capacity(2 * coordinate_bytes);
    for number in [r, s] {
        let content = number.content_of(signature);
        if number.tag != Tag::INTEGER || content.first().is_none_or(|first| first & 0x80 != 0) {
            return None;
        }
        let zeros = content.iter().take_while(|octet| **octet == 0).count();
        let significant = content.get(zeros..)?;
        let padding = coordinate_bytes.checked_sub(significant.len())?;
        raw.extend(std::iter::repeat_n(0, padding));
        raw.extend_from_slice(significant);
    }
    tree.problems.is_empty().then_some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_signatures_survive_the_round_trip() {
        for coordinate_bytes in [32, 48, 66] {
            for first in [0_u8, 0x7f, 0x80, 0xff] {
                let mut raw = vec![1; 2 * coordinate_bytes];
                raw[0] = first;
                raw[coordinate_bytes] = 0xff - first;
                let signature = ecdsa_der_from_raw(&raw).unwrap();
                assert_eq!(ecdsa_raw_from_der(&signature, coordinate_bytes), Some(raw));
            }
        }
    }

    #[test]
    fn what_is_no_signature_is_none() {
        assert_eq!(ecdsa_der_from_raw(&[]), None);
        assert_eq!(ecdsa_der_from_raw(&[1, 2, 3]), None);
        let good = ecdsa_der_from_raw(&[0x11; 64]).unwrap();
        assert_eq!(ecdsa_raw_from_der(&good, 31), None);
        assert_eq!(ecdsa_raw_from_der(&good[..good.len() - 1], 32), None);
        assert_eq!(
            ecdsa_raw_from_der(&[0x30, 6, 2, 1, 0xff, 2, 1, 1], 32),
            None,
            "r is negative"
        );
    }

    #[test]
    fn identifiers_survive_the_round_trip() {
        let pss = [Hash::Sha256, Hash::Sha384, Hash::Sha512].map(SignatureAlgorithm::RsaPss);
        for algorithm in BY_OID.iter().map(|(_, algorithm)| algorithm).chain(&pss) {
            let bytes = algorithm.to_der().unwrap();
            let tree = der::parse(&bytes);
            assert_eq!(
                SignatureAlgorithm::from_node(&bytes, &tree.nodes[0]).as_ref(),
                Some(algorithm)
            );
        }
    }
}

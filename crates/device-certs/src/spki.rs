//! Public keys: SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), its kind, and comparing two of them.

use std::fmt;
use std::ops::Range;

use crate::der::{self, Node, Tag};
use crate::{der_writer, oids};

/// The kind and size of a key. Displays as people say it: `EC P-256`, `RSA 2048`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA for any padding.
    Rsa {
        /// Bits of the modulus.
        bits: usize,
    },
    /// RSA that may only sign with PSS (id-RSASSA-PSS); browsers cannot import it.
    RsaPss {
        /// Bits of the modulus.
        bits: usize,
    },
    /// An elliptic curve.
    Ec(Curve),
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// Another algorithm: the dotted object identifier.
    Other(String),
    /// There is no key that could be read.
    Unreadable,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::RsaPss { bits } => write!(f, "RSASSA-PSS {bits}"),
            Self::Ec(curve) => write!(f, "EC {curve}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Other(oid) => f.write_str(oids::name_or_dotted(oid)),
            Self::Unreadable => f.write_str("unreadable"),
        }
    }
}

/// An elliptic curve. Displays as `P-256`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Curve {
    /// secp256r1, prime256v1
    P256,
    /// secp384r1
    P384,
    /// secp521r1
    P521,
    /// Another named curve: the dotted object identifier.
    Other(String),
    /// The curve is spelled out by its numbers instead of its name.
    Explicit,
}

impl Curve {
    /// The curve of a dotted object identifier.
    pub fn from_oid(oid: &str) -> Self {
        match oid {
            oids::P256 => Self::P256,
            oids::P384 => Self::P384,
            oids::P521 => Self::P521,
            _ => Self::Other(oid.to_owned()),
        }
    }

    /// The dotted object identifier; `None` for explicit parameters.
    pub fn oid(&self) -> Option<&str> {
        match self {
            Self::P256 => Some(oids::P256),
            Self::P384 => Some(oids::P384),
            Self::P521 => Some(oids::P521),
            Self::Other(oid) => Some(oid),
            Self::Explicit => None,
        }
    }

    /// Octets of one coordinate, and of r and s in a raw signature; `None` for curves unknown here.
    pub fn coordinate_bytes(&self) -> Option<usize> {
        match self {
            Self::P256 => Some(32),
            Self::P384 => Some(48),
            Self::P521 => Some(66),
            Self::Other(_) | Self::Explicit => None,
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::P256 => f.write_str("P-256"),
            Self::P384 => f.write_str("P-384"),
            Self::P521 => f.write_str("P-521"),
            Self::Other(oid) => f.write_str(oids::name_or_dotted(oid)),
            Self::Explicit => f.write_str("with explicit parameters"),
        }
    }
}

/// The kind of key in a SubjectPublicKeyInfo.
pub fn key_kind(spki: &[u8]) -> KeyKind {
    view(spki).map_or(KeyKind::Unreadable, |view| view.kind)
}

/// The curve of a SubjectPublicKeyInfo, when it holds an elliptic curve key.
pub fn curve(spki: &[u8]) -> Option<Curve> {
    match key_kind(spki) {
        KeyKind::Ec(curve) => Some(curve),
        _ => None,
    }
}

/// The octets inside the BIT STRING `subjectPublicKey`: what key identifiers are the digest of, an EC point, or an
/// RSAPublicKey.
pub fn key_bits(spki: &[u8]) -> Option<&[u8]> {
    spki.get(view(spki)?.bits)
}

/// True when both hold the same public key. Encodings may differ where they mean the same: RSA parameters NULL or
/// absent, an EC point compressed or not. Nothing is computed on a curve.
pub fn same_key(left: &[u8], right: &[u8]) -> bool {
    let (Some(left_view), Some(right_view)) = (view(left), view(right)) else {
        return false;
    };
    let (Some(left_bits), Some(right_bits)) =
        (left.get(left_view.bits), right.get(right_view.bits))
    else {
        return false;
    };
    if left_bits.is_empty() {
        return false;
    }
    match (&left_view.kind, &right_view.kind) {
        (KeyKind::Ec(left), KeyKind::Ec(right)) => {
            left == right && same_point(left_bits, right_bits)
        }
        // A plain RSA key can sign for a certificate that restricts the same key to PSS.
        (
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. },
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. },
        ) => left_bits == right_bits,
        (left, right) => left == right && left_bits == right_bits,
    }
}

/// Bytes that two keys have in common when [`same_key`] says that they are the same: to find one among many.
pub fn identity(spki: &[u8]) -> Option<Vec<u8>> {
    let view = view(spki)?;
    let bits = spki.get(view.bits)?;
    if bits.is_empty() {
        return None;
    }
    let KeyKind::Ec(curve) = &view.kind else {
        return Some(bits.to_vec());
    };
    let (parity, x) = compress(bits).unwrap_or((0, bits));
    Some([curve.to_string().as_bytes(), &[parity], x].concat())
}

/// Points compare by x and by the parity of y, which is all a compressed point says (SEC 1, 2.3.3).
fn same_point(left: &[u8], right: &[u8]) -> bool {
    if left == right {
        return true;
    }
    // Two whole points must agree in all of y.
    if left.len() == right.len() {
        return false;
    }
    let compressed = compress(left);
    compressed.is_some() && compressed == compress(right)
}

fn compress(point: &[u8]) -> Option<(u8, &[u8])> {
    let (form, coordinates) = point.split_first()?;
    match form {
        2 | 3 => Some((*form, coordinates)),
        4 if coordinates.len() % 2 == 0 => {
            let x = coordinates.get(..coordinates.len() / 2)?;
            Some((2 + (coordinates.last()? & 1), x))
        }
        _ => None,
    }
}

struct View {
    kind: KeyKind,
    bits: Range<usize>,
}

fn view(spki: &[u8]) -> Option<View> {
    let tree = der::parse(spki);
    view_node(spki, tree.nodes.first()?)
}

/// The kind of a SubjectPublicKeyInfo that is a node of a larger tree.
pub(crate) fn kind_of_node(bytes: &[u8], spki: &Node) -> Option<KeyKind> {
    view_node(bytes, spki).map(|view| view.kind)
}

fn view_node(bytes: &[u8], spki: &Node) -> Option<View> {
    let algorithm = spki.child(0).filter(|node| node.tag == Tag::SEQUENCE)?;
    let bits = spki.child(1).filter(|node| node.tag == Tag::BIT_STRING)?;
    // The first octet counts unused bits.
    let bits = (bits.content.start + 1).min(bits.content.end)..bits.content.end;
    let oid = oids::decode(algorithm.child(0)?.content_of(bytes))?;
    let kind = kind(bytes, &oid, algorithm.child(1), || {
        let tree = der::parse_range(bytes, bits.clone());
        tree.nodes
            .first()
            .and_then(|key| key.child(0))
            .map(|modulus| integer_bits(modulus.content_of(bytes)))
    })?;
    Some(View { kind, bits })
}

/// The kind named by an AlgorithmIdentifier; `modulus_bits` is asked for RSA alone.
pub(crate) fn kind(
    bytes: &[u8],
    oid: &str,
    parameters: Option<&Node>,
    modulus_bits: impl FnOnce() -> Option<usize>,
) -> Option<KeyKind> {
    Some(match oid {
        oids::RSA_ENCRYPTION => KeyKind::Rsa {
            bits: modulus_bits()?,
        },
        oids::RSASSA_PSS => KeyKind::RsaPss {
            bits: modulus_bits()?,
        },
        oids::EC_PUBLIC_KEY => KeyKind::Ec(curve_of_parameters(bytes, parameters?)?),
        oids::ED25519 => KeyKind::Ed25519,
        _ => KeyKind::Other(oid.to_owned()),
    })
}

/// ECParameters (RFC 5480, 2.1.1): a name, or all the numbers.
pub(crate) fn curve_of_parameters(bytes: &[u8], parameters: &Node) -> Option<Curve> {
    match parameters.tag {
        Tag::OID => Some(Curve::from_oid(&oids::decode(
            parameters.content_of(bytes),
        )?)),
        Tag::SEQUENCE => Some(Curve::Explicit),
        _ => None,
    }
}

/// Bits of a non-negative INTEGER.
pub(crate) fn integer_bits(content: &[u8]) -> usize {
    let mut significant = content.iter().skip_while(|octet| **octet == 0);
    let Some(first) = significant.next() else {
        return 0;
    };
    let first_bits = 8 - first.leading_zeros() as usize;
    first_bits + 8 * significant.count()
}

/// SubjectPublicKeyInfo of an RSA key.
pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = der_writer::sequence(&[
        &der_writer::unsigned(modulus),
        &der_writer::unsigned(exponent),
    ]);
    let algorithm =
        der_writer::sequence(&[&der_writer::oid(oids::RSA_ENCRYPTION), der_writer::NULL]);
    der_writer::sequence(&[&algorithm, &der_writer::bit_string(&key)])
}

/// SubjectPublicKeyInfo of a point on a named curve.
pub(crate) fn ec(curve_oid: &str, point: &[u8]) -> Vec<u8> {
    let algorithm = der_writer::sequence(&[
        &der_writer::oid(oids::EC_PUBLIC_KEY),
        &der_writer::oid(curve_oid),
    ]);
    der_writer::sequence(&[&algorithm, &der_writer::bit_string(point)])
}

/// SubjectPublicKeyInfo of an algorithm without parameters, such as Ed25519.
pub(crate) fn plain(oid: &str, key: &[u8]) -> Vec<u8> {
    let algorithm = der_writer::sequence(&[&der_writer::oid(oid)]);
    der_writer::sequence(&[&algorithm, &der_writer::bit_string(key)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &[u8], right: &[u8], expected: bool) {
        assert_eq!(same_key(left, right), expected);
        assert_eq!(same_key(right, left), expected);
        if expected {
            assert!(identity(left).is_some());
            assert_eq!(identity(left), identity(right));
        }
    }

    #[test]
    fn points_are_the_same_compressed_or_not() {
        let whole = |y: u8| ec(oids::P256, &[&[4][..], &[9; 32], &[y; 32]].concat());
        let compressed = |form: u8| ec(oids::P256, &[&[form][..], &[9; 32]].concat());
        check(&whole(5), &whole(5), true);
        check(&whole(5), &compressed(3), true);
        check(&whole(5), &compressed(2), false);
        check(&compressed(2), &compressed(3), false);
        // The same x and parity, but another y: no point of the curve has both, so one of them is damaged.
        check(&whole(5), &whole(7), false);
        check(
            &whole(5),
            &ec(oids::P384, &[&[4][..], &[9; 32], &[5; 32]].concat()),
            false,
        );
    }

    #[test]
    fn rsa_keys_are_the_same_with_parameters_or_without() {
        let with_null = rsa(&[0xc1; 256], &[1, 0, 1]);
        let bits = key_bits(&with_null).unwrap();
        check(&with_null, &plain(oids::RSA_ENCRYPTION, bits), true);
        check(&with_null, &plain(oids::RSASSA_PSS, bits), true);
        check(&with_null, &rsa(&[0xc3; 256], &[1, 0, 1]), false);
        check(&with_null, &plain(oids::ED25519, bits), false);
    }

    #[test]
    fn what_is_no_key_is_the_same_as_nothing() {
        check(&[], &[], false);
        let empty = plain(oids::ED25519, &[]);
        check(&empty, &empty, false);
    }

    #[test]
    fn kinds_are_named_as_people_say_them() {
        assert_eq!(key_kind(&rsa(&[0xc1; 256], &[3])).to_string(), "RSA 2048");
        assert_eq!(key_kind(&rsa(&[0x01; 256], &[3])).to_string(), "RSA 2041");
        assert_eq!(
            key_kind(&ec(oids::SECP256K1, &[4])).to_string(),
            "EC secp256k1"
        );
        assert_eq!(key_kind(&plain(oids::ED25519, &[])).to_string(), "Ed25519");
        assert_eq!(
            key_kind(&plain("1.2.840.10040.4.1", &[])).to_string(),
            "DSA"
        );
        assert_eq!(key_kind(&plain("1.2.3", &[])).to_string(), "1.2.3");
        assert_eq!(key_kind(b"0").to_string(), "unreadable");
    }
}

//! The extensions that matter for a device certificate (RFC 5280, 4.2.1).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::der::{Node, Tag};
use crate::oids;

/// One extension, known or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The dotted object identifier; [`oids::name`] may know a name.
    pub oid: String,
    /// Marked critical.
    pub critical: bool,
    /// The whole extension, as an offset into the certificate.
    pub bytes: Range<usize>,
    /// The content of its OCTET STRING, as an offset into the certificate.
    pub value: Range<usize>,
}

impl Extension {
    pub(crate) fn of_node(bytes: &[u8], node: &Node) -> Option<Self> {
        let (oid, rest) = node.children.split_first()?;
        let value = rest.last().filter(|value| value.tag == Tag::OCTET_STRING)?;
        let critical = rest.first().filter(|flag| flag.tag == Tag::BOOLEAN);
        Some(Self {
            oid: oids::decode(oid.content_of(bytes))?,
            critical: critical.is_some_and(|flag| is_true(bytes, flag)),
            bytes: node.bytes(),
            value: value.content.clone(),
        })
    }
}

fn is_true(bytes: &[u8], flag: &Node) -> bool {
    flag.content_of(bytes)
        .first()
        .is_some_and(|octet| *octet != 0)
}

/// basicConstraints (RFC 5280, 4.2.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// May issue certificates.
    pub ca: bool,
    /// How many further CAs may follow below, when limited.
    pub path_len: Option<u32>,
}

impl BasicConstraints {
    pub(crate) fn of_node(bytes: &[u8], node: &Node) -> Option<Self> {
        if node.tag != Tag::SEQUENCE {
            return None;
        }
        let ca = node.children.iter().find(|child| child.tag == Tag::BOOLEAN);
        let path_len = match node.children.iter().find(|child| child.tag == Tag::INTEGER) {
            Some(number) => match number.content_of(bytes) {
                content @ ([0..0x80] | [0..0x80, _] | [0..0x80, _, _] | [0..0x80, _, _, _]) => {
                    Some(
                        content
                            .iter()
                            .fold(0, |number, octet| number << 8 | u32::from(*octet)),
                    )
                }
                _ => return None,
            },
            None => None,
        };
        Some(Self {
            ca: ca.is_some_and(|flag| is_true(bytes, flag)),
            path_len,
        })
    }
}

/// keyUsage (RFC 5280, 4.2.1.3) as a set. Displays as `digitalSignature, keyCertSign`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// digitalSignature: what TLS with a device certificate needs.
    pub const DIGITAL_SIGNATURE: Self = Self(1 << 15);
    /// keyEncipherment
    pub const KEY_ENCIPHERMENT: Self = Self(1 << 13);
    /// keyCertSign: what a CA needs.
    pub const KEY_CERT_SIGN: Self = Self(1 << 10);
    /// cRLSign
    pub const CRL_SIGN: Self = Self(1 << 9);

    const NAMES: [&str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// Both sets together.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when all of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names RFC 5280 gives, in its order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let set = Self::NAMES.into_iter().enumerate();
        set.filter(move |(bit, _)| self.0 << bit & 1 << 15 != 0)
            .map(|(_, name)| name)
    }

    pub(crate) fn of_node(bytes: &[u8], node: &Node) -> Option<Self> {
        if node.tag != Tag::BIT_STRING {
            return None;
        }
        match node.content_of(bytes) {
            [_unused] => Some(Self(0)),
            [_unused, first] => Some(Self(u16::from_be_bytes([*first, 0]))),
            [_unused, first, second, ..] => Some(Self(u16::from_be_bytes([*first, *second]))),
            [] => None,
        }
    }

    /// The content of the BIT STRING: without trailing zero bits, as DER wants a list of named bits (X.690, 11.2.2).
    pub(crate) fn to_bit_string(self) -> Vec<u8> {
        let unused = self.0.trailing_zeros();
        let [first, second] = self.0.to_be_bytes();
        match unused {
            16 => vec![0],
            8.. => vec![unused as u8 - 8, first],
            _ => vec![unused as u8, first, second],
        }
    }
}

impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.names().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

/// extKeyUsage: dotted object identifiers.
pub(super) fn purposes(bytes: &[u8], node: &Node) -> Option<Vec<String>> {
    if node.tag != Tag::SEQUENCE {
        return None;
    }
    node.children
        .iter()
        .map(|purpose| oids::decode(purpose.content_of(bytes)))
        .collect()
}

/// One entry of subjectAltName (RFC 5280, 4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AltName {
    /// A host name.
    Dns(String),
    /// An address.
    Ip(IpAddr),
    /// A URI.
    Uri(String),
    /// A mail address.
    Email(String),
    /// Another kind: its tag number, and where its content is in the certificate.
    Other(u32, Range<usize>),
}

impl AltName {
    pub(super) fn all_of_node(bytes: &[u8], node: &Node) -> Vec<Self> {
        node.children
            .iter()
            .map(|name| Self::of_node(bytes, name))
            .collect()
    }

    fn of_node(bytes: &[u8], name: &Node) -> Self {
        let content = name.content_of(bytes);
        let text = || String::from_utf8_lossy(content).into_owned();
        match name.tag.number {
            1 => Self::Email(text()),
            2 => Self::Dns(text()),
            6 => Self::Uri(text()),
            7 if let Ok(octets) = <[u8; 4]>::try_from(content) => {
                Self::Ip(Ipv4Addr::from(octets).into())
            }
            7 if let Ok(octets) = <[u8; 16]>::try_from(content) => {
                Self::Ip(Ipv6Addr::from(octets).into())
            }
            number => Self::Other(number, name.content.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(usage: KeyUsage, content: &[u8], names: &str) {
        assert_eq!(usage.to_bit_string(), content);
        assert_eq!(usage.to_string(), names);
        let bytes = crate::der_writer::tlv(3, content);
        assert_eq!(
            KeyUsage::of_node(&bytes, &crate::der::parse(&bytes).nodes[0]),
            Some(usage)
        );
    }

    #[test]
    fn key_usage_is_written_without_trailing_zeros() {
        check(KeyUsage(0), &[0], "");
        check(KeyUsage::DIGITAL_SIGNATURE, &[7, 0x80], "digitalSignature");
        check(
            KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN),
            &[1, 6],
            "keyCertSign, cRLSign",
        );
        check(KeyUsage(1 << 8), &[0, 1], "encipherOnly");
        check(KeyUsage(1 << 7), &[7, 0, 0x80], "decipherOnly");
    }
}

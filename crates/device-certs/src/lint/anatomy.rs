//! Parts of a certificate that its view leaves out.

use std::ops::Range;

use crate::Certificate;
use crate::der::{self, Node, Tag};
use crate::spki;

/// The fields of tbsCertificate (RFC 5280, 4.1).
pub(crate) fn tbs_fields(certificate: &Certificate) -> Vec<Node> {
    let tree = der::parse_range(&certificate.der, certificate.tbs.clone());
    let first = tree.nodes.into_iter().next();
    first.map(|tbs| tbs.children).unwrap_or_default()
}

/// Where the serial number stands.
pub(crate) fn serial_bytes(certificate: &Certificate) -> Range<usize> {
    let fields = tbs_fields(certificate);
    let serial = fields.iter().find(|field| field.tag == Tag::INTEGER);
    serial.map_or(certificate.tbs.clone(), Node::bytes)
}

/// notBefore and notAfter as they are written.
pub(crate) fn time_fields(certificate: &Certificate) -> Vec<Node> {
    let tree = der::parse_range(&certificate.der, certificate.validity.clone());
    let first = tree.nodes.into_iter().next();
    first.map(|validity| validity.children).unwrap_or_default()
}

/// Where an extension stands; where it should be, the whole certificate.
pub(crate) fn extension_bytes(certificate: &Certificate, oid: &str) -> Range<usize> {
    let found = certificate
        .extensions
        .iter()
        .find(|extension| extension.oid == oid);
    found.map_or(certificate.tbs.clone(), |extension| extension.bytes.clone())
}

/// Modulus and exponent of an RSA key, big-endian, without the sign octet.
pub(crate) fn rsa_numbers(certificate: &Certificate) -> Option<(Vec<u8>, Vec<u8>)> {
    use crate::KeyKind::{Rsa, RsaPss};
    if !matches!(certificate.key, Rsa { .. } | RsaPss { .. }) {
        return None;
    }
    let bits = spki::key_bits(certificate.spki_der())?;
    let tree = der::parse(bits);
    let key = tree.nodes.first()?;
    let number = |index: usize| {
        let content = key.child(index)?.content_of(bits);
        let zeros = content.iter().take_while(|octet| **octet == 0).count();
        content.get(zeros..).map(<[u8]>::to_vec)
    };
    Some((number(0)?, number(1)?))
}

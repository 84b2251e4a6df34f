//! Values of leaves, for people.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::certificate::{self, KeyUsage};
use crate::der::{Class, Node, Tag};
use crate::{oids, time};

/// More bytes than this are not spelled out: the bytes themselves stand beside the field.
const MAX_HEX_BYTES: usize = 32;

/// Longer texts are cut in the value, never in the bytes.
const MAX_TEXT_CHARS: usize = 200;

pub(super) fn hex(bytes: &[u8]) -> String {
    match bytes.get(..MAX_HEX_BYTES) {
        Some(head) if bytes.len() > MAX_HEX_BYTES => certificate::hex(head) + "…",
        _ => certificate::hex(bytes),
    }
}

/// Bytes that should be text; what could deceive the eye is shown as a number.
pub(super) fn printable(bytes: &[u8]) -> String {
    shown(&String::from_utf8_lossy(bytes))
}

/// The text of a string type, or hex.
pub(super) fn text(bytes: &[u8], node: &Node) -> String {
    shown(&certificate::text(bytes, node))
}

fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (count, character) in text.chars().enumerate() {
        if count >= MAX_TEXT_CHARS {
            shown.push('…');
            break;
        }
        // Among them the ones that turn the direction of text.
        if character.is_control() || crate::pem::is_invisible(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

pub(super) fn identifier(content: &[u8]) -> String {
    match oids::decode(content) {
        Some(oid) => match oids::name(&oid) {
            Some(name) => [name, " (", &oid, ")"].concat(),
            None => oid,
        },
        None => hex(content),
    }
}

pub(super) fn version(content: &[u8]) -> String {
    match content {
        [number @ 0..=2] => ["v", &(number + 1).to_string()].concat(),
        _ => hex(content),
    }
}

pub(super) fn key_usage(bytes: &[u8], node: &Node) -> String {
    let usage = KeyUsage::of_node(bytes, node);
    usage.map_or_else(|| hex(node.content_of(bytes)), |usage| usage.to_string())
}

/// An address, or an address and a mask as name constraints have it.
pub(super) fn address(content: &[u8]) -> String {
    let one = |octets: &[u8]| match octets.len() {
        4 => <[u8; 4]>::try_from(octets)
            .ok()
            .map(|octets| Ipv4Addr::from(octets).to_string()),
        16 => <[u8; 16]>::try_from(octets)
            .ok()
            .map(|octets| Ipv6Addr::from(octets).to_string()),
        _ => None,
    };
    let pair = content
        .split_at_checked(content.len() / 2)
        .filter(|_| matches!(content.len(), 8 | 32));
    let pair = pair.and_then(|(address, mask)| Some([one(address)?, one(mask)?].join("/")));
    one(content).or(pair).unwrap_or_else(|| hex(content))
}

/// By the tag alone.
pub(super) fn of_tag(bytes: &[u8], node: &Node) -> String {
    let content = node.content_of(bytes);
    if node.tag.class != Class::Universal {
        return hex(content);
    }
    match node.tag {
        Tag::BOOLEAN => match content {
            [0] => "no".to_owned(),
            [_] => "yes".to_owned(),
            _ => hex(content),
        },
        Tag::INTEGER => match content {
            // Numbers people count with; the others are keys and serial numbers.
            [first, ..] if content.len() <= 4 => {
                let sign = if first & 0x80 == 0 { 0 } else { -1_i32 };
                content
                    .iter()
                    .fold(sign, |number, octet| number << 8 | i32::from(*octet))
                    .to_string()
            }
            _ => hex(content),
        },
        Tag::OID => identifier(content),
        Tag::NULL => "nothing".to_owned(),
        Tag::UTC_TIME | Tag::GENERALIZED_TIME => {
            let secs = if node.tag == Tag::UTC_TIME {
                time::parse_utc_time(content)
            } else {
                time::parse_generalized_time(content)
            };
            secs.map_or_else(|| printable(content), time::rfc3339)
        }
        Tag::BIT_STRING => hex(content.get(1..).unwrap_or_default()),
        Tag::OCTET_STRING => hex(content),
        _ if node.tag.constructed => String::new(),
        _ => text(bytes, node),
    }
}

//! Distinguished names (RFC 5280, 4.1.2.4): shown as RFC 4514 writes them, compared as RFC 5280 (7.1) asks.

use std::fmt::{self, Write};
use std::ops::Range;

use crate::der::{Node, Tag};
use crate::oids;

/// A subject or issuer. Displays as RFC 4514 writes it: last part first, `CN=dev-01,O=Example`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The attributes in the order of the certificate.
    pub attributes: Vec<Attribute>,
    /// Where the name stands, as an offset into the certificate.
    pub bytes: Range<usize>,
}

/// One part of a name, such as `CN=dev-01`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The type as a dotted object identifier.
    pub oid: String,
    /// The value as text; what is no text is shown as `#` and hex (RFC 4514, 2.4).
    pub value: String,
    /// The value's octets, without tag and length, as an offset into the certificate.
    pub bytes: Range<usize>,
    /// Attributes with the same number stand in one SET and are written with `+`.
    pub set: usize,
}

impl Name {
    /// The common names, first to last. More than one is legal, and trouble.
    pub fn common_names(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes
            .iter()
            .filter(|attribute| attribute.oid == oids::COMMON_NAME)
    }

    /// True when both are the same name although they may be encoded differently: case and repeated spaces do not
    /// count (RFC 5280, 7.1).
    pub fn same_as(&self, other: &Self) -> bool {
        self.attributes.len() == other.attributes.len()
            && self
                .attributes
                .iter()
                .zip(&other.attributes)
                .all(|(left, right)| {
                    left.oid == right.oid
                        && left.set == right.set
                        && folded(&left.value).eq(folded(&right.value))
                })
    }

    pub(crate) fn of_node(bytes: &[u8], name: Option<&Node>) -> Self {
        let Some(name) = name else {
            return Self::default();
        };
        let mut attributes = Vec::new();
        for (set, node) in name.children.iter().enumerate() {
            for pair in &node.children {
                attributes.extend(Attribute::of_node(bytes, pair, set));
            }
        }
        Self {
            attributes,
            bytes: name.bytes(),
        }
    }
}

fn folded(value: &str) -> impl Iterator<Item = char> {
    let words = value.split_whitespace().enumerate();
    words.flat_map(|(index, word)| {
        let gap = (index > 0).then_some(' ');
        gap.into_iter()
            .chain(word.chars().flat_map(char::to_lowercase))
    })
}

impl Attribute {
    fn of_node(bytes: &[u8], pair: &Node, set: usize) -> Option<Self> {
        let kind = pair.child(0).filter(|node| node.tag == Tag::OID)?;
        let value = pair.child(1)?;
        Some(Self {
            oid: oids::decode(kind.content_of(bytes))?,
            value: text(bytes, value),
            bytes: value.content.clone(),
            set,
        })
    }
}

/// The text of any of the string types of X.509.
pub(crate) fn text(bytes: &[u8], value: &Node) -> String {
    let content = value.content_of(bytes);
    let decoded = match value.tag.number {
        _ if value.tag.constructed || value.tag.class != crate::der::Class::Universal => None,
        // UTF8String, and the subsets of ASCII: Numeric, Printable, IA5, Visible.
        12 | 18 | 19 | 22 | 26 => std::str::from_utf8(content).ok().map(str::to_owned),
        // T61String (TeletexString): everybody fills it with Latin-1.
        20 => Some(content.iter().map(|byte| char::from(*byte)).collect()),
        // BMPString and UniversalString.
        30 => {
            let (pairs, rest) = content.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            String::from_utf16(&units).ok().filter(|_| rest.is_empty())
        }
        28 => {
            let (quads, rest) = content.as_chunks::<4>();
            let chars = quads
                .iter()
                .map(|quad| char::from_u32(u32::from_be_bytes(*quad)));
            chars
                .collect::<Option<String>>()
                .filter(|_| rest.is_empty())
        }
        _ => None,
    };
    decoded.unwrap_or_else(|| format!("#{}", super::hex(value.bytes_of(bytes))))
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut later: Option<&Attribute> = None;
        for attribute in self.attributes.iter().rev() {
            if let Some(later) = later {
                f.write_char(if later.set == attribute.set { '+' } else { ',' })?;
            }
            write!(f, "{}=", oids::name_or_dotted(&attribute.oid))?;
            escaped(f, &attribute.value)?;
            later = Some(attribute);
        }
        Ok(())
    }
}

/// RFC 4514, 2.4: what would be mistaken for syntax gets a backslash; so does what would steer what stands around it, such as
/// the marks of direction with which a name can be made to look like another.
fn escaped(f: &mut fmt::Formatter<'_>, value: &str) -> fmt::Result {
    let last = value.chars().count().saturating_sub(1);
    for (index, character) in value.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            ' ' if index == 0 || index == last => f.write_str("\\ ")?,
            '#' if index == 0 => f.write_str("\\#")?,
            _ if character.is_control() || directs(character) => {
                let mut utf8 = [0; 4];
                for byte in character.encode_utf8(&mut utf8).bytes() {
                    write!(f, "\\{byte:02X}")?;
                }
            }
            _ => f.write_char(character)?,
        }
    }
    Ok(())
}

/// Whether a character is seen only by what it does to its neighbours.
fn directs(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn common_name(value: &str) -> Name {
        let oid = oids::COMMON_NAME.to_owned();
        let attribute = Attribute {
            oid,
            value: value.to_owned(),
            bytes: 0..0,
            set: 0,
        };
        Name {
            attributes: vec![attribute],
            bytes: 0..0,
        }
    }

    #[track_caller]
    fn check(left: &str, right: &str, expected: bool) {
        assert_eq!(common_name(left).same_as(&common_name(right)), expected);
    }

    // A33: the rule alone.
    #[test]
    fn names_steer_nothing() {
        let shown = common_name("a\u{202e}b\u{2066}\n<c>").to_string();
        assert_eq!(shown, r"CN=a\E2\80\AEb\E2\81\A6\0A\<c\>");
    }

    #[test]
    fn case_and_repeated_spaces_do_not_count() {
        check("Root  CA", " root ca ", true);
        check("\u{c4}", "\u{e4}", true);
        check("rootca", "root ca", false);
        check("root", "root 2", false);
        check("", "", true);
    }

    #[test]
    fn text_is_decoded_by_its_type_or_shown_as_hex() {
        let check = |tag: u8, content: &[u8], expected: &str| {
            let bytes = crate::der_writer::tlv(tag, content);
            let tree = crate::der::parse(&bytes);
            assert_eq!(text(&bytes, &tree.nodes[0]), expected);
        };
        check(12, "ä".as_bytes(), "ä");
        check(12, b"\xff", "#0C01FF");
        check(20, b"\xe4", "ä");
        check(30, &[0, 0xe4], "ä");
        check(30, &[0], "#1E0100");
        check(28, &[0, 1, 0xf5, 0x10], "\u{1f510}");
        check(28, &[0xff; 4], "#1C04FFFFFFFF");
        check(4, b"a", "#040161");
    }
}

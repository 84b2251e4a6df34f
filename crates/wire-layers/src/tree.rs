//! Bytes as a tree of fields, and what is wrong with them.

use std::borrow::Cow;
use std::ops::Range;

/// What some bytes consist of, and what is wrong with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anatomy {
    /// The fields in the order of the bytes. The leaves of the tree tile the input: each byte belongs to exactly one leaf,
    /// or each of its bits does (see [`Field::mask`]).
    pub fields: Vec<Field>,
    /// What is wrong, in the order in which it is met.
    pub problems: Vec<Problem>,
}

/// A named part of the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is, by the name under which [`texts`](crate::texts) speaks of it. Stable.
    pub kind: &'static str,
    /// What it is called: by its specification, or as the bytes themselves name it.
    pub label: Cow<'static, str>,
    /// The bytes it takes. Never empty.
    pub bytes: Range<usize>,
    /// The bits it takes, where it shares its one byte with others: `0xF0` are the upper four.
    /// Such fields follow each other from the highest bit to the lowest and together make `0xFF`.
    pub mask: Option<u8>,
    /// What it says, for people. Empty where the parts say it.
    pub value: String,
    /// Its parts; they tile its bytes.
    pub children: Vec<Self>,
}

impl Field {
    /// Whether it only holds others together: a slash, a quotation mark, a space. A reader seldom wants to see it.
    pub fn is_framing(&self) -> bool {
        matches!(self.kind, FRAMING | "json.space" | "json.framing")
    }
}

/// The kind of what only separates.
pub(crate) const FRAMING: &str = "text.separator";

/// Something wrong, and the bytes it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes concerned; empty, at the place where bytes are missing.
    pub bytes: Range<usize>,
    /// What is wrong, in words.
    pub text: String,
    /// The rule that is broken, such as `[MQTT-3.1.2-1]` or `RFC 8446, section 5.1`.
    pub clause: &'static str,
}

impl Anatomy {
    /// Every leaf, in the order of the bytes; those that share a byte from its highest bit to its lowest.
    pub fn leaves(&self) -> Vec<&Field> {
        fn collect<'a>(fields: &'a [Field], into: &mut Vec<&'a Field>) {
            for field in fields {
                if field.children.is_empty() {
                    into.push(field);
                }
                collect(&field.children, into);
            }
        }
        let mut leaves = Vec::new();
        collect(&self.fields, &mut leaves);
        leaves
    }

    /// The fields that lead to the byte at `offset`, from the outermost to the innermost; where several share the byte, to
    /// none of them.
    pub fn path_to(&self, offset: usize) -> Vec<&Field> {
        let mut path = Vec::new();
        let mut fields = &self.fields;
        while let Some(field) = fields
            .iter()
            .find(|field| field.bytes.contains(&offset) && field.mask.is_none())
        {
            path.push(field);
            fields = &field.children;
        }
        path
    }
}

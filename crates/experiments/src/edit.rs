//! Changing a packet before it is sent: by field, or by byte.

use std::fmt::{self, Write as _};
use std::ops::Range;

use mqtt_wire::{Field, dissect};

/// The packet type of PUBLISH.
const PUBLISH: u8 = 3;

/// A field that can be changed as what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// What it is called.
    pub label: &'static str,
    /// Where it is; with its length, where it has one.
    pub bytes: Range<usize>,
    /// How it is changed.
    pub kind: SlotKind,
}

/// How a field is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// As text. `has_length`: two bytes before it say how long it is.
    Text {
        /// What it says now; not all of it, if that is no UTF-8.
        text: String,
        /// Whether its length stands before it.
        has_length: bool,
    },
    /// As a number of one or two bytes, or of some bits of one byte.
    Number {
        /// What it is now.
        value: u16,
        /// The largest there can be.
        max: u16,
        /// Its bits, where it shares its byte.
        mask: Option<u8>,
    },
    /// As a bit that is set or not.
    Flag {
        /// Whether it is set.
        is_set: bool,
        /// Which one.
        mask: u8,
    },
}

/// The fields of a packet that can be changed, in the order of the bytes. Lengths follow by themselves.
pub fn slots(bytes: &[u8]) -> Vec<Slot> {
    let is_publish = bytes.first().is_some_and(|first| first >> 4 == PUBLISH);
    let mut found = Vec::new();
    let dissection = dissect(bytes);
    for field in &dissection.fields {
        collect(field, bytes, is_publish, &mut found);
    }
    let has_payload = found.iter().any(|slot| slot.label == "Payload");
    if is_publish && !has_payload && dissection.problems.is_empty() {
        found.push(Slot {
            label: "Payload",
            bytes: bytes.len()..bytes.len(),
            kind: SlotKind::Text {
                text: String::new(),
                has_length: false,
            },
        });
    }
    found
}

fn collect(field: &Field, bytes: &[u8], is_publish: bool, found: &mut Vec<Slot>) {
    let slice = bytes.get(field.bytes.clone()).unwrap_or_default();
    let is_string = field
        .children
        .first()
        .is_some_and(|first| first.label == "Length" && first.bytes.len() == 2);
    let is_payload = is_publish && field.label == "Payload";
    let kind = if is_string || is_payload {
        let skipped = if is_string { 2 } else { 0 };
        let content = slice.get(skipped..).unwrap_or_default();
        SlotKind::Text {
            text: String::from_utf8_lossy(content).into_owned(),
            has_length: is_string,
        }
    } else if field.label == "Remaining length" {
        return;
    } else if !field.children.is_empty() {
        for child in &field.children {
            collect(child, bytes, is_publish, found);
        }
        return;
    } else {
        match (field.mask, slice) {
            (Some(mask), [byte]) if mask.count_ones() == 1 => SlotKind::Flag {
                is_set: byte & mask != 0,
                mask,
            },
            (Some(mask), [byte]) => SlotKind::Number {
                value: u16::from((byte & mask) >> mask.trailing_zeros()),
                max: u16::from(mask >> mask.trailing_zeros()),
                mask: Some(mask),
            },
            (None, [byte]) => SlotKind::Number {
                value: u16::from(*byte),
                max: u16::from(u8::MAX),
                mask: None,
            },
            (None, [high, low]) => SlotKind::Number {
                value: u16::from_be_bytes([*high, *low]),
                max: u16::MAX,
                mask: None,
            },
            _ => return,
        }
    };
    found.push(Slot {
        label: field.label,
        bytes: field.bytes.clone(),
        kind,
    });
}

/// The packet with another text in `slot`; its lengths follow. None if MQTT has no string so long.
pub fn with_text(bytes: &[u8], slot: &Slot, text: &str) -> Option<Vec<u8>> {
    let mut inside = Vec::new();
    if matches!(
        slot.kind,
        SlotKind::Text {
            has_length: true,
            ..
        }
    ) {
        let length = u16::try_from(text.len()).ok()?;
        inside.extend_from_slice(&length.to_be_bytes());
    }
    inside.extend_from_slice(text.as_bytes());
    Some(with_lengths(&replaced(bytes, &slot.bytes, &inside)))
}

/// The packet with another number in `slot`: cut off at the largest there can be.
pub fn with_number(bytes: &[u8], slot: &Slot, number: u16) -> Vec<u8> {
    let SlotKind::Number { max, mask, .. } = slot.kind else {
        return bytes.to_vec();
    };
    let number = number.min(max);
    let [high, low] = number.to_be_bytes();
    match (mask, slot.bytes.len()) {
        (Some(mask), _) => with_bits(bytes, slot.bytes.start, mask, low << mask.trailing_zeros()),
        (None, 1) => replaced(bytes, &slot.bytes, &[low]),
        (None, _) => replaced(bytes, &slot.bytes, &[high, low]),
    }
}

/// The packet with the bit of `slot` set or not.
pub fn with_flag(bytes: &[u8], slot: &Slot, is_set: bool) -> Vec<u8> {
    let SlotKind::Flag { mask, .. } = slot.kind else {
        return bytes.to_vec();
    };
    let bits = if is_set { mask } else { 0 };
    with_bits(bytes, slot.bytes.start, mask, bits)
}

fn with_bits(bytes: &[u8], at: usize, mask: u8, bits: u8) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    if let Some(byte) = changed.get_mut(at) {
        *byte = *byte & !mask | bits & mask;
    }
    changed
}

fn replaced(bytes: &[u8], range: &Range<usize>, inside: &[u8]) -> Vec<u8> {
    let before = bytes.get(..range.start).unwrap_or(bytes);
    let after = bytes.get(range.end..).unwrap_or_default();
    [before, inside, after].concat()
}

/// The packet with the remaining length that it really has.
pub fn with_lengths(bytes: &[u8]) -> Vec<u8> {
    let Some((first, rest)) = bytes.split_first() else {
        return Vec::new();
    };
    // Each byte but the last has its upper bit set; there are four at most.
    let said = rest.iter().take(4).take_while(|byte| **byte >= 0x80);
    let body = rest.get(said.count() + 1..).unwrap_or_default();
    let mut packet = vec![*first];
    let mut length = body.len();
    loop {
        let seven = (length & 0x7F) as u8;
        length >>= 7;
        if length == 0 {
            packet.push(seven);
            break;
        }
        packet.push(seven | 0x80);
    }
    packet.extend_from_slice(body);
    packet
}

/// Why a text is no row of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HexError {
    /// A character that is neither a digit nor white space.
    NotADigit(char),
    /// The last byte has one digit.
    HalfAByte,
}

impl fmt::Display for HexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADigit(found) => write!(
                f,
                "{found:?} is no hexadecimal digit: a byte is two of 0-9 and a-f"
            ),
            Self::HalfAByte => f.write_str("the last byte has one digit: a byte is two"),
        }
    }
}

/// Reads bytes as two digits each, with white space wherever one likes.
///
/// # Errors
///
/// What is wrong with the text.
pub fn parse_hex(text: &str) -> Result<Vec<u8>, HexError> {
    let mut bytes = Vec::new();
    let mut half = None;
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        let digit = character
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
            .ok_or(HexError::NotADigit(character))?;
        match half.take() {
            None => half = Some(digit),
            Some(high) => bytes.push(high << 4 | digit),
        }
    }
    match half {
        None => Ok(bytes),
        Some(_) => Err(HexError::HalfAByte),
    }
}

/// Writes bytes as two digits each, `per_row` to a row.
pub fn hex(bytes: &[u8], per_row: usize) -> String {
    let mut text = String::with_capacity(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 {
            text.push(if index.is_multiple_of(per_row.max(1)) {
                '\n'
            } else {
                ' '
            });
        }
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Where the bytes stand in what [`hex`] writes, in characters.
pub fn hex_range(bytes: &Range<usize>) -> Range<usize> {
    bytes.start * 3..(bytes.end * 3).saturating_sub(1).max(bytes.start * 3)
}

/// The longest packet that is offered for editing: beyond it nobody finds anything.
pub const MAX_EDITED_BYTES: usize = 4096;

//! Notes what the walk passes, if anyone wants to read it.

use super::Walk;
use crate::dissect::Field;

/// The fields so far: those of the innermost open group, and the groups around it.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) done: Vec<Field>,
    pub(super) open: Vec<Open>,
}

/// A group whose end has not been reached.
pub(super) struct Open {
    label: &'static str,
    start: usize,
    /// The fields before it, of the group around it.
    before: Vec<Field>,
}

/// What a field says, before anyone wants to read it.
pub(super) enum Value<'a> {
    None,
    Number(usize),
    /// A number with what it means.
    Meaning(usize, &'static str),
    Text(&'a str),
    /// The bytes of a string: as they are, even if some are not UTF-8.
    String(&'a [u8]),
    /// Bytes of any kind: as text if they can be read as text, else as hex or as their number.
    Bytes(&'a [u8]),
    Flag(bool),
}

/// One group of bits of a byte: label, mask, value.
pub(super) type Bits<'a> = (&'static str, u8, Value<'a>);

impl Walk<'_> {
    /// Begins a group of fields.
    pub(super) fn open(&mut self, label: &'static str) {
        let start = self.at;
        if let Some(tree) = &mut self.tree {
            let before = std::mem::take(&mut tree.done);
            tree.open.push(Open {
                label,
                start,
                before,
            });
        }
    }

    /// Ends the innermost group. A group without bytes is left out.
    pub(super) fn close(&mut self, value: Value<'_>) {
        let end = self.at;
        let Some(tree) = &mut self.tree else { return };
        let Some(Open {
            label,
            start,
            before,
        }) = tree.open.pop()
        else {
            return;
        };
        let children = std::mem::replace(&mut tree.done, before);
        if start < end {
            let value = value.render();
            tree.done.push(Field {
                label,
                bytes: start..end,
                mask: None,
                value,
                children,
            });
        }
    }

    pub(super) fn close_all(&mut self) {
        while self.tree.as_ref().is_some_and(|tree| !tree.open.is_empty()) {
            self.close(Value::None);
        }
    }

    /// The next `length` bytes are a field without parts. The caller knows that they are there.
    pub(super) fn leaf(&mut self, label: &'static str, length: usize, value: Value<'_>) {
        let bytes = self.at..self.at + length;
        self.at = bytes.end;
        if length == 0 {
            return;
        }
        if let Some(tree) = &mut self.tree {
            let value = value.render();
            tree.done.push(Field {
                label,
                bytes,
                mask: None,
                value,
                children: Vec::new(),
            });
        }
    }

    /// The next byte is made of bits. The caller knows that it is there.
    pub(super) fn byte_of_bits(
        &mut self,
        label: &'static str,
        value: Value<'_>,
        bits: &[Bits<'_>],
    ) {
        self.open(label);
        let bytes = self.at..self.at + 1;
        if let Some(tree) = &mut self.tree {
            for (label, mask, value) in bits {
                let (bytes, value) = (bytes.clone(), value.render());
                let mask = Some(*mask);
                tree.done.push(Field {
                    label,
                    bytes,
                    mask,
                    value,
                    children: Vec::new(),
                });
            }
        }
        self.at = bytes.end;
        self.close(value);
    }
}

impl Value<'_> {
    fn render(&self) -> String {
        match *self {
            Value::None => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Meaning(number, meaning) => {
                let mut text = number.to_string();
                text.push_str(" (");
                text.push_str(meaning);
                text.push(')');
                text
            }
            Value::Text(text) => text.to_owned(),
            Value::String(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) if !text.contains(is_unreadable) => text.to_owned(),
                _ if bytes.len() <= MAX_HEX_BYTES => hex(bytes),
                _ => {
                    let mut text = bytes.len().to_string();
                    text.push_str(" bytes");
                    text
                }
            },
            Value::Flag(set) => if set { "yes" } else { "no" }.to_owned(),
        }
    }
}

/// More bytes than these are not spelt out: the bytes themselves are beside the field.
const MAX_HEX_BYTES: usize = 16;

fn is_unreadable(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r')
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(3 * bytes.len());
    for byte in bytes {
        if !text.is_empty() {
            text.push(' ');
        }
        for digit in [byte >> 4, byte & 0x0F] {
            text.extend(char::from_digit(digit.into(), 16));
        }
    }
    text
}

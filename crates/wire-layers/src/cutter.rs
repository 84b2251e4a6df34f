//! Cuts bytes into fields, one after the other, so that none is left out and none is taken twice.

use std::borrow::Cow;
use std::ops::Range;

use crate::tree::{Anatomy, FRAMING, Field, Problem};

/// A cursor over bytes that notes the fields it passes. Offsets are those of all the bytes, also while only a part of them
/// is cut.
pub(crate) struct Cutter<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    done: Vec<Field>,
    open: Vec<Open>,
    problems: Vec<Problem>,
}

/// A group whose end has not been reached.
struct Open {
    kind: &'static str,
    label: Cow<'static, str>,
    start: usize,
    before: Vec<Field>,
}

/// A place to return to: see [`Cutter::narrow`].
pub(crate) struct Outer(usize);

impl<'a> Cutter<'a> {
    /// A cursor over `part` of `bytes`.
    pub(crate) fn over(bytes: &'a [u8], part: Range<usize>) -> Self {
        let end = part.end.min(bytes.len());
        Self {
            bytes,
            at: part.start.min(end),
            end,
            done: Vec::new(),
            open: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// What was found. What nothing was said about is a field of its own.
    pub(crate) fn finish(mut self) -> Anatomy {
        self.rest("unknown", "Not understood");
        while !self.open.is_empty() {
            self.close(String::new());
        }
        Anatomy {
            fields: self.done,
            problems: self.problems,
        }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn end(&self) -> usize {
        self.end
    }

    pub(crate) fn left(&self) -> usize {
        self.end - self.at
    }

    /// What has not been passed yet.
    pub(crate) fn remaining(&self) -> &'a [u8] {
        self.bytes.get(self.at..self.end).unwrap_or_default()
    }

    /// The next byte, not passed.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.remaining().first().copied()
    }

    /// A number in the next `length` bytes, at most eight, most significant first, not passed. What is missing counts as
    /// absent.
    pub(crate) fn number(&self, length: usize) -> Option<usize> {
        let bytes = self.remaining().get(..length)?;
        Some(
            bytes
                .iter()
                .fold(0, |number, byte| number << 8 | usize::from(*byte)),
        )
    }

    /// Begins a group of fields.
    pub(crate) fn open(&mut self, kind: &'static str, label: impl Into<Cow<'static, str>>) {
        let before = std::mem::take(&mut self.done);
        self.open.push(Open {
            kind,
            label: label.into(),
            start: self.at,
            before,
        });
    }

    /// Ends the innermost group. A group without bytes is left out.
    pub(crate) fn close(&mut self, value: impl Into<String>) {
        let Some(open) = self.open.pop() else { return };
        let children = std::mem::replace(&mut self.done, open.before);
        if open.start < self.at {
            self.done.push(Field {
                kind: open.kind,
                label: open.label,
                bytes: open.start..self.at,
                mask: None,
                value: value.into(),
                children,
            });
        }
    }

    /// Changes the kind of the innermost group, once it is known.
    pub(crate) fn call_it(&mut self, kind: &'static str) {
        if let Some(open) = self.open.last_mut() {
            open.kind = kind;
        }
    }

    /// The next `length` bytes, as far as there are so many, are a field without parts.
    pub(crate) fn leaf(
        &mut self,
        kind: &'static str,
        label: impl Into<Cow<'static, str>>,
        length: usize,
        value: impl Into<String>,
    ) {
        let bytes = self.at..self.end.min(self.at.saturating_add(length));
        self.at = bytes.end;
        if bytes.is_empty() {
            return;
        }
        self.done.push(Field {
            kind,
            label: label.into(),
            bytes,
            mask: None,
            value: value.into(),
            children: Vec::new(),
        });
    }

    /// The next `length` bytes as text.
    pub(crate) fn text(
        &mut self,
        kind: &'static str,
        label: impl Into<Cow<'static, str>>,
        length: usize,
    ) {
        let bytes = self.remaining();
        let value = String::from_utf8_lossy(bytes.get(..length).unwrap_or(bytes)).into_owned();
        self.leaf(kind, label, length, value);
    }

    /// The next byte only separates.
    pub(crate) fn separator(&mut self) {
        self.text(FRAMING, "Separator", 1);
    }

    /// Everything up to the end is one field.
    pub(crate) fn rest(&mut self, kind: &'static str, label: &'static str) {
        let value = readable(self.remaining());
        self.leaf(kind, label, self.left(), value);
    }

    /// Limits what is cut to the next `length` bytes, as far as there are so many, until [`Cutter::widen`].
    pub(crate) fn narrow(&mut self, length: usize) -> Outer {
        let outer = Outer(self.end);
        self.end = self.end.min(self.at.saturating_add(length));
        outer
    }

    /// What is left of the part is not understood; what comes after it is cut again.
    pub(crate) fn widen(&mut self, Outer(end): Outer) {
        self.rest("unknown", "Not understood");
        self.end = end;
    }

    pub(crate) fn problem(
        &mut self,
        bytes: Range<usize>,
        text: impl Into<String>,
        clause: &'static str,
    ) {
        self.problems.push(Problem {
            bytes,
            text: text.into(),
            clause,
        });
    }

    /// Takes what another cursor found in the bytes that begin here. It must have cut exactly these.
    pub(crate) fn adopt(&mut self, length: usize, anatomy: Anatomy) {
        self.at = self.end.min(self.at + length);
        self.done.extend(anatomy.fields);
        self.problems.extend(anatomy.problems);
    }
}

/// Bytes as text where they are text, else in hex, else as their number.
pub(crate) fn readable(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains(is_unreadable) => text.to_owned(),
        _ => hex(bytes),
    }
}

fn is_unreadable(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// More bytes than these are not spelt out: they stand beside the field.
const MAX_HEX_BYTES: usize = 32;

/// Bytes in hex; many of them as their number.
pub(crate) fn hex(bytes: &[u8]) -> String {
    if bytes.len() > MAX_HEX_BYTES {
        return count(bytes.len());
    }
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for digit in [byte >> 4, byte & 0x0F] {
            text.extend(char::from_digit(digit.into(), 16));
        }
    }
    text
}

/// `1 byte`, `81 bytes`.
pub(crate) fn count(bytes: usize) -> String {
    let unit = if bytes == 1 { " byte" } else { " bytes" };
    bytes.to_string() + unit
}

/// A number with what it means, as `2 (CONNACK)`; the number alone in hex where it means nothing known.
pub(crate) fn meaning(number: usize, digits: usize, meaning: Option<&str>) -> String {
    match meaning {
        Some(meaning) => meaning.to_owned(),
        None => {
            let mut text = String::from("0x");
            for digit in (0..digits).rev() {
                text.extend(char::from_digit((number >> (4 * digit) & 0xF) as u32, 16));
            }
            text + " (unknown)"
        }
    }
}

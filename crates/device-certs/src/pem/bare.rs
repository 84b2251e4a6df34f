//! DER that is not between BEGIN and END: because one of the lines is missing or both are, as hexadecimal numbers,
//! or cut off.

use std::ops::Range;

use zeroize::Zeroizing;

use super::blocks::{Block, Blocks};
use super::body::{self, Decoded, Quotes};
use super::boundaries::Boundary;
use super::repair::RepairKind;
use super::{Item, ProblemKind, boundaries, contents};
use crate::der;

/// How many bytes must be spelled out before hexadecimal numbers are taken for DER.
const MIN_HEX_BYTES: usize = 30;

/// A base64 text this short is a word of the text around it.
const MIN_BARE_CHARS: usize = 40;

impl Blocks<'_> {
    /// A BEGIN line whose END line is missing; returns where its contents end.
    pub(super) fn endless(&mut self, begin: &Boundary, limit: usize) -> usize {
        let range = begin.bytes.end..limit;
        let quotes = if begin.quoted {
            Quotes::Open
        } else {
            Quotes::Unseen
        };
        let body = self.body(range.clone(), quotes);
        if let Some(needed) = needed_chars(&body.base64)
            && let Some(end) = self.behind(range, needed)
        {
            let block = Block {
                begin: Some(begin),
                end: None,
                body: begin.bytes.end..end,
            };
            let before = self.reading.items.len();
            self.block(&block);
            if self.reading.items.len() > before {
                let after = boundaries::line(false, &begin.label);
                self.repair(end..end, RepairKind::EndMissing, "", &after);
            }
            return end;
        }
        let label = begin.label.clone();
        self.problem(begin.bytes.clone(), ProblemKind::EndMissing { label });
        let block = Block {
            begin: Some(begin),
            end: None,
            body: 0..0,
        };
        self.fragment(&body, &begin.label, &block);
        body.bytes.end.max(begin.bytes.end)
    }

    /// Behind the base64 character with the number `wanted`, and the padding that follows it.
    fn behind(&self, range: Range<usize>, wanted: usize) -> Option<usize> {
        let is = |character: char| {
            character.is_ascii_alphanumeric() || matches!(character, '+' | '/' | '-' | '_')
        };
        let mut units = self
            .units(range)
            .filter(|unit| is(unit.character) || unit.character == '=');
        let mut end = units.by_ref().nth(wanted.checked_sub(1)?)?.end;
        for unit in units.take_while(|unit| unit.character == '=').take(2) {
            end = unit.end;
        }
        Some(end)
    }

    /// An END line whose BEGIN line is missing: what stands before it as far as it is base64 of DER.
    pub(super) fn headless(&mut self, range: Range<usize>, end: &Boundary) {
        let found = self.bare(range.clone());
        match found {
            Some(body) => {
                self.around(range.start..body.start);
                let after = boundaries::line(true, &end.label);
                self.repair(body.start..body.start, RepairKind::BeginMissing, "", &after);
                self.block(&Block {
                    begin: None,
                    end: Some(end),
                    body: body.start..end.bytes.start,
                });
            }
            None => self.problem(end.bytes.clone(), ProblemKind::BeginMissing),
        }
    }

    /// The first stretch of a text that is base64 of DER. DER as we look for it begins with 30, its base64 with M.
    pub(super) fn bare(&mut self, range: Range<usize>) -> Option<Range<usize>> {
        let mut fresh = true;
        for unit in self.units(range.clone()) {
            let word =
                unit.character.is_ascii_alphanumeric() || matches!(unit.character, '+' | '/' | '=');
            if fresh && unit.character == 'M' {
                // Most words are no base64, which the first characters tell.
                let head = unit.start..range.end.min(unit.start + MIN_BARE_CHARS);
                let head = self.body(head, Quotes::Unseen).base64;
                let needed = needed_chars(&head).filter(|needed| *needed >= MIN_BARE_CHARS);
                if let Some(found) =
                    needed.and_then(|needed| self.shaped(unit.start..range.end, needed))
                {
                    return Some(found);
                }
                if self.tries == 0 {
                    return None;
                }
            }
            fresh = !word;
        }
        None
    }

    /// The bytes of `needed` base64 characters, when they are of a shape we know.
    fn shaped(&mut self, range: Range<usize>, needed: usize) -> Option<Range<usize>> {
        self.tries = self.tries.saturating_sub(1);
        let body = range.start..self.behind(range, needed)?;
        let read = self.body(body.clone(), Quotes::Unseen);
        let (Decoded::Whole(der) | Decoded::Padded { bytes: der, .. }) = body::decode(&read.base64)
        else {
            return None;
        };
        contents::shape_of(&der).filter(|_| read.bad.is_none())?;
        // Only what is in vain counts.
        self.tries += 1;
        Some(body)
    }

    /// Base64 of DER in a text without any BEGIN or END line, such as the values of JSON.
    pub(super) fn read_bare(&mut self, start: usize) {
        let mut at = start;
        while let Some(body) = self.bare(at..self.file.len()) {
            let block = Block {
                begin: None,
                end: None,
                body: body.clone(),
            };
            let before = self.reading.items.len();
            self.block(&block);
            let Some(item) = self.reading.items.get(before) else {
                break;
            };
            let after = boundaries::line(true, &item.label);
            self.around(at..body.start);
            self.repair(body.clone(), RepairKind::BareBase64, "", &after);
            at = body.end;
        }
        if !self.reading.items.is_empty() {
            self.around(at..self.file.len());
        }
    }

    /// Bytes written as hexadecimal numbers: the array of a C header, or `30:82:02` of a dump.
    pub(super) fn hex_text(&mut self, start: usize) {
        let mut units = self.units(start..self.file.len());
        let mut der = Zeroizing::new(Vec::with_capacity(self.file.len() / 2));
        let mut bytes = start..start;
        let mut word = (0, 0_u8, start);
        loop {
            let unit = units.next();
            let digit = unit.and_then(|unit| unit.character.to_digit(16));
            match (digit, unit) {
                (Some(digit), Some(unit)) if word.0 < 2 => {
                    word = (
                        word.0 + 1,
                        word.1 << 4 | digit as u8,
                        if word.0 == 0 { unit.start } else { word.2 },
                    );
                    if word.0 < 2 {
                        continue;
                    }
                    let joined = units
                        .peek()
                        .is_some_and(|next| next.character.is_ascii_alphanumeric());
                    // `30820122..` without separators is hexadecimal, too; `identifier` is not.
                    if joined
                        && !units
                            .peek()
                            .is_some_and(|next| next.character.is_ascii_hexdigit())
                    {
                        der.clear();
                    } else if !der.is_empty() || word.1 == 0x30 {
                        if der.is_empty() {
                            bytes.start = word.2;
                        }
                        bytes.end = unit.end;
                        der.push(word.1);
                    }
                    word = (0, 0, start);
                    if der::total_length(&der)
                        .is_some_and(|length| length <= der.len() && length >= MIN_HEX_BYTES)
                    {
                        break;
                    }
                }
                // `0x` before each of them.
                (None, Some(unit))
                    if unit.character.eq_ignore_ascii_case(&'x') && word.0 == 1 && word.1 == 0 =>
                {
                    word.0 = 0
                }
                (None, Some(unit))
                    if unit.character.is_whitespace()
                        || matches!(unit.character, ',' | ':' | '{' | '[') =>
                {
                    word = (0, 0, start);
                }
                (_, Some(_)) => {
                    word = (0, 0, start);
                    der.clear();
                }
                (_, None) => return,
            }
        }
        if let Some((kind, label)) = contents::shape_of(&der) {
            self.repair(
                bytes.clone(),
                RepairKind::HexText,
                "hexadecimal numbers",
                &boundaries::line(true, label),
            );
            self.around(start..bytes.start);
            self.around(bytes.end..self.file.len());
            self.reading.items.push(Item {
                kind,
                label: label.to_owned(),
                der,
                parameters: None,
                lines: self.line(bytes.start)..self.line(bytes.end) + 1,
                bytes,
            });
        }
    }

    /// A file that begins as DER and is not whole.
    pub(super) fn cut_der(&mut self) {
        let whole = 0..self.file.len();
        self.problem(whole.clone(), ProblemKind::NotDer);
        if let Some((kind, label)) = contents::shape_of_cut(self.file) {
            self.reading.fragments.push(Item {
                kind,
                label: label.to_owned(),
                der: Zeroizing::new(self.file.to_vec()),
                parameters: None,
                lines: 1..1,
                bytes: whole,
            });
        }
    }
}

/// How many base64 characters the DER takes whose beginning is given.
fn needed_chars(base64: &[u8]) -> Option<usize> {
    let head = base64.get(..8)?;
    let (Decoded::Whole(head) | Decoded::Padded { bytes: head, .. } | Decoded::Cut(head)) =
        body::decode(head);
    let bytes = der::total_length(&head).filter(|_| head.first() == Some(&0x30))?;
    Some(bytes.checked_mul(4)?.div_ceil(3))
}

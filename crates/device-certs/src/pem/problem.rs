//! What can be wrong with a file, where, and what to do about it.

use std::ops::Range;

use crate::pem::ItemKind;
use crate::pem::units::{Encoding, Units};

/// A place in a file as editors count: both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character within the line.
    pub column: usize,
}

impl Position {
    pub(super) fn of(bytes: &[u8], offset: usize) -> Self {
        let (encoding, mark) = Encoding::of(bytes);
        // A byte order mark is invisible in editors.
        let before = bytes.get(mark..offset.min(bytes.len()));
        Self { line: 1, column: 1 }.behind(encoding, before.unwrap_or_default())
    }

    /// The position behind `text`, which begins here.
    pub(super) fn behind(mut self, encoding: Encoding, text: &[u8]) -> Self {
        let mut previous = 0;
        let mut count = |unit: u16| {
            match unit {
                0x0a if previous == 0x0d => {}
                0x0a | 0x0d => {
                    self.line += 1;
                    self.column = 1;
                }
                _ => self.column += 1,
            }
            previous = unit;
        };
        match encoding {
            // The further bytes of a UTF-8 character are not characters.
            Encoding::Utf8 => text
                .iter()
                .filter(|byte| !matches!(byte, 0x80..0xc0))
                .for_each(|byte| count(u16::from(*byte))),
            _ => text.chunks(2).for_each(|pair| match (encoding, pair) {
                (Encoding::Utf16Be, [high, low]) | (_, [low, high]) => {
                    count(u16::from_be_bytes([*high, *low]));
                }
                _ => {}
            }),
        }
        self
    }
}

/// Where the lines of a file begin.
pub(super) fn line_starts(file: &[u8]) -> Vec<usize> {
    let (encoding, mark) = Encoding::of(file);
    let units = Units::new(file, encoding, mark..file.len());
    let mut starts = vec![mark];
    let mut previous = '\0';
    for unit in units.plain_units() {
        match (previous, unit.character) {
            ('\r', '\n') => {
                if let Some(start) = starts.last_mut() {
                    *start = unit.end;
                }
            }
            (_, '\r' | '\n') => starts.push(unit.end),
            _ => {}
        }
        previous = unit.character;
    }
    starts
}

/// One thing wrong with a file: what was seen, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// For programs.
    pub kind: ProblemKind,
    /// The bytes of the file it is about.
    pub bytes: Range<usize>,
    /// The line its first byte is on, from 1.
    pub line: usize,
    /// The character within the line, from 1.
    pub column: usize,
    /// What was seen: a lower-case clause.
    pub what: String,
    /// What to do: a sentence.
    pub fix: String,
}

impl Problem {
    /// A problem of `kind` at `range` of the file `bytes`.
    pub fn new(bytes: &[u8], range: Range<usize>, kind: ProblemKind) -> Self {
        Self::at(Position::of(bytes, range.start), range, kind)
    }

    pub(super) fn at(position: Position, range: Range<usize>, kind: ProblemKind) -> Self {
        Self {
            what: kind.what(),
            fix: kind.fix(),
            kind,
            bytes: range,
            line: position.line,
            column: position.column,
        }
    }
}

/// The kinds of problems. None of them quotes the contents of a file, which may be a private key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The file has no bytes, or only spaces.
    Empty,
    /// Neither PEM nor DER; what it looks like instead.
    NotPem {
        /// With its article, such as "a PuTTY key file".
        seen: &'static str,
    },
    /// A BEGIN line without its END line.
    EndMissing {
        /// The label of the BEGIN line.
        label: String,
    },
    /// An END line without a BEGIN line.
    BeginMissing,
    /// The END line names something else than the BEGIN line.
    LabelsDiffer {
        /// The label of the BEGIN line.
        begin: String,
        /// The label of the END line.
        end: String,
    },
    /// A BEGIN or END line that is not alone on its line, or has lost dashes.
    BoundaryMalformed,
    /// A character that is not base64.
    BadCharacter {
        /// The character.
        character: char,
    },
    /// The base64 ends within a group of four characters.
    Base64Cut,
    /// A block without contents.
    BlockEmpty,
    /// The decoded contents are no DER.
    NotDer,
    /// A block of a kind that is of no use where it stands.
    Unexpected {
        /// What it is.
        seen: ItemKind,
        /// What was wanted, with its article.
        wanted: &'static str,
    },
    /// There is no block of the kind that was wanted.
    Absent {
        /// What was wanted, with its article.
        wanted: &'static str,
    },
    /// The block says it is a certificate, but not enough of it can be read.
    CertificateUnreadable(crate::der::ProblemKind),
    /// A private key that cannot be used.
    Key(crate::KeyError),
}

impl ProblemKind {
    /// What was seen: a lower-case clause.
    fn what(&self) -> String {
        match self {
            Self::Empty => "the file is empty".to_owned(),
            Self::NotPem { seen } => format!("this is no PEM file but {seen}"),
            Self::EndMissing { label } => format!("the END line of the {label:?} block is missing"),
            Self::BeginMissing => "there is an END line without its BEGIN line".to_owned(),
            Self::LabelsDiffer { begin, end } => {
                format!("the block begins as {begin:?} and ends as {end:?}")
            }
            Self::BoundaryMalformed => "a BEGIN or END line is not as it should be".to_owned(),
            Self::BadCharacter { character } => {
                format!("{character:?} is not a character of base64")
            }
            Self::Base64Cut => "the base64 is not complete".to_owned(),
            Self::BlockEmpty => "there is nothing between the BEGIN and the END line".to_owned(),
            Self::NotDer => "the file looks like DER but is not complete".to_owned(),
            Self::Unexpected { seen, wanted } => format!("this is {seen}, not {wanted}"),
            Self::Absent { wanted } => format!("there is not {wanted} in this file"),
            Self::CertificateUnreadable(kind) => format!("the certificate cannot be read: {kind}"),
            Self::Key(error) => error.to_string(),
        }
    }

    /// What to do: a sentence.
    fn fix(&self) -> String {
        let fix = match self {
            Self::Empty => "Export the file again, or choose the one that has the contents.",
            Self::NotPem { .. } => {
                "Give a PEM file: text with a line `-----BEGIN CERTIFICATE-----` or `-----BEGIN PRIVATE KEY-----`."
            }
            Self::EndMissing { .. } | Self::BeginMissing => {
                "Copy the whole block, from its BEGIN line to its END line."
            }
            Self::LabelsDiffer { .. } => {
                "Make both lines say what the block is; two blocks may have been mixed up."
            }
            Self::BoundaryMalformed => {
                "Put it on a line of its own, with five dashes on each side: `-----BEGIN CERTIFICATE-----`."
            }
            Self::BadCharacter { .. } => {
                "Remove it, or copy the file anew: a word processor or a mail may have changed it."
            }
            Self::Base64Cut | Self::BlockEmpty | Self::NotDer | Self::CertificateUnreadable(_) => {
                "Copy the file anew: a part of it was lost or changed."
            }
            Self::Unexpected { seen, .. } => seen.advice(),
            Self::Absent { .. } => "Choose the file that holds it.",
            Self::Key(error) => error.fix(),
        };
        fix.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], offset: usize, line: usize, column: usize) {
        assert_eq!(Position::of(file, offset), Position { line, column });
    }

    #[test]
    fn positions_count_as_editors_do() {
        check(b"", 0, 1, 1);
        check(b"ab\ncd", 4, 2, 2);
        check(b"ab\r\ncd", 4, 2, 1);
        check(b"ab\rcd", 3, 2, 1);
        check(b"\n\n\n", 3, 4, 1);
        check(b"\xef\xbb\xbfab", 4, 1, 2);
        check("äöü!".as_bytes(), 6, 1, 4);
        check(b"ab", 99, 1, 3);
        check(b"\xff\xfea\0\r\0\n\0b\0", 8, 2, 1);
        check(b"\xfe\xff\0a\0\n\0b\0c", 8, 2, 2);
    }

    #[test]
    fn lines_begin_where_positions_say() {
        for file in ["", "a\nb\r\nc\rd\n\n", "\u{feff}a\n", "\\n\n"] {
            for (number, start) in line_starts(file.as_bytes()).into_iter().enumerate() {
                check(file.as_bytes(), start, number + 1, 1);
            }
        }
    }
}

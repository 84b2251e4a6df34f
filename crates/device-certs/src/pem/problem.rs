//! What can be wrong with a file, where, and what to do about it.

use std::ops::Range;

use crate::pem::ItemKind;

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
        let before = bytes.get(..offset).unwrap_or(bytes);
        // A byte order mark is invisible in editors.
        let before = before.strip_prefix(b"\xef\xbb\xbf").unwrap_or(before);
        let mut position = Self { line: 1, column: 1 };
        let mut previous = 0;
        for &byte in before {
            match byte {
                b'\n' if previous == b'\r' => {}
                b'\n' | b'\r' => {
                    position.line += 1;
                    position.column = 1;
                }
                // The further bytes of a UTF-8 character are not characters.
                0x80..0xc0 => {}
                _ => position.column += 1,
            }
            previous = byte;
        }
        position
    }
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
        let Position { line, column } = Position::of(bytes, range.start);
        Self {
            what: kind.what(),
            fix: kind.fix(),
            kind,
            bytes: range,
            line,
            column,
        }
    }
}

/// The kinds of problems. None of them quotes the contents of a file, which may be a private key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The file has no bytes, or only spaces.
    Empty,
    /// Text as Windows' editors and PowerShell write it when not told otherwise.
    Utf16,
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
    fn what(&self) -> String {
        String::new()
    }

    fn fix(&self) -> String {
        String::new()
    }
}

//! What was repaired, where, and what it looked like before and after. Contents of blocks are never quoted, since
//! they may be a private key: only what was taken away, changed or added around them.

use std::ops::Range;

use super::Position;

/// One repair of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// For programs.
    pub kind: RepairKind,
    /// The bytes of the file it is about; where it was needed several times, the first of them.
    pub bytes: Range<usize>,
    /// The line of the first byte, from 1.
    pub line: usize,
    /// The character within the line, from 1.
    pub column: usize,
    /// How often the same was needed in this block.
    pub times: usize,
    /// What was repaired: a lower-case clause.
    pub what: &'static str,
    /// What stood there; empty where something was added.
    pub before: String,
    /// What stands there now; empty where something was taken away.
    pub after: String,
}

impl Repair {
    pub(super) fn new(
        position: Position,
        bytes: Range<usize>,
        kind: RepairKind,
        before: String,
        after: String,
    ) -> Self {
        Self {
            kind,
            bytes,
            line: position.line,
            column: position.column,
            times: 1,
            what: kind.what(),
            before,
            after,
        }
    }
}

/// The kinds of repairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepairKind {
    /// The file was UTF-16.
    Utf16,
    /// A byte order mark before the text.
    ByteOrderMark,
    /// Text around the blocks.
    TextAround,
    /// Dashes of a word processor in a BEGIN or END line.
    Dashes,
    /// More or fewer than five dashes.
    DashCount,
    /// Lower case, or spaces that do not belong there, in a BEGIN or END line.
    BoundarySpelling,
    /// A BEGIN or END line that shares its line with the contents.
    BoundaryNotAlone,
    /// The BEGIN line twice.
    BeginDoubled,
    /// The END line twice.
    EndDoubled,
    /// No BEGIN line.
    BeginMissing,
    /// No END line.
    EndMissing,
    /// BEGIN and END line differ, or say something else than the block holds.
    Label,
    /// `\n` and the like, as in the source code of a program.
    Escapes,
    /// Quotes, and what joins the pieces of a string in source code.
    Quotes,
    /// Tags and escapes of a web page or URL.
    Web,
    /// No-break and other odd spaces.
    OddSpaces,
    /// Characters nobody can see.
    Invisible,
    /// Spaces or tabs within the contents.
    Blanks,
    /// `>` and the like at the beginning of lines.
    LinePrefix,
    /// Base64 in lines that are too long.
    LongLines,
    /// Too few or too many `=` at the end.
    Padding,
    /// The base64 of URLs: `-` and `_`.
    UrlAlphabet,
    /// Base64 without BEGIN and END lines.
    BareBase64,
    /// Bytes written as hexadecimal numbers.
    HexText,
    /// Bytes behind the end of DER.
    TrailingBytes,
}

impl RepairKind {
    fn what(self) -> &'static str {
        match self {
            Self::Utf16 => "the text was UTF-16, which few devices read",
            Self::ByteOrderMark => "an invisible byte order mark stood before the text",
            Self::TextAround => "text around the blocks was left out",
            Self::Dashes => "a BEGIN or END line had the dashes of a word processor",
            Self::DashCount => "a BEGIN or END line did not have five dashes on each side",
            Self::BoundarySpelling => "a BEGIN or END line was not spelled exactly",
            Self::BoundaryNotAlone => "a BEGIN or END line was not on a line of its own",
            Self::BeginDoubled => "the BEGIN line was there twice",
            Self::EndDoubled => "the END line was there twice",
            Self::BeginMissing => "the BEGIN line was missing",
            Self::EndMissing => "the END line was missing",
            Self::Label => "the BEGIN and END lines did not say what the block holds",
            Self::Escapes => "line ends were written as the escapes of source code",
            Self::Quotes => "the quotes of a string in source code were taken away",
            Self::Web => "the marks of a web page or URL were resolved",
            Self::OddSpaces => "spaces that are no plain spaces were taken away",
            Self::Invisible => "invisible characters were taken away",
            Self::Blanks => "spaces or tabs among the base64 were taken away",
            Self::LinePrefix => "marks at the beginning of lines were taken away",
            Self::LongLines => "the base64 was put into lines of 64 characters",
            Self::Padding => "the `=` at the end of the base64 were set right",
            Self::UrlAlphabet => "the base64 of URLs was turned into plain base64",
            Self::BareBase64 => "the BEGIN and END lines were added around bare base64",
            Self::HexText => "bytes written as hexadecimal numbers were put together",
            Self::TrailingBytes => "bytes behind the end of the DER were left out",
        }
    }
}

/// A character as people can see it.
pub(super) fn visible(character: char) -> String {
    let named = match character {
        '\t' => "tab",
        ' ' => "space",
        '\u{a0}' => "no-break space (U+00A0)",
        '\u{200b}' => "zero width space (U+200B)",
        '\u{feff}' => "byte order mark (U+FEFF)",
        '\u{ad}' => "soft hyphen (U+00AD)",
        _ if character.is_control()
            || character.is_whitespace()
            || super::units::is_invisible(character) =>
        {
            return format!("U+{:04X}", u32::from(character));
        }
        _ => return character.to_string(),
    };
    named.to_owned()
}

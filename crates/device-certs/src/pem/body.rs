//! The base64 between BEGIN and END, taken out of whatever it was copied through. One piece: a state machine, and
//! the decoding of what it yields.

use std::ops::Range;

use zeroize::Zeroizing;

use super::Encryption;
use super::repair::{RepairKind, visible};
use super::units::{Origin, Unit, Units, is_invisible, is_odd_space, straight_quote};

/// A line this long is read by every program.
const MAX_LINE_CHARS: usize = 76;

/// A change that had to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) kind: RepairKind,
    pub(super) bytes: Range<usize>,
    pub(super) times: usize,
    pub(super) before: String,
    pub(super) after: String,
}

/// The contents of a block. No `Debug`: the base64 may be a private key.
pub(super) struct Body {
    /// Base64 without anything else, the padding as it was.
    pub(super) base64: Zeroizing<Vec<u8>>,
    pub(super) changes: Vec<Change>,
    /// The first character that cannot be a part of it; reading ended there.
    pub(super) bad: Option<Unit>,
    pub(super) encryption: Option<Encryption>,
    /// The initialization vector of an old encrypted key.
    pub(super) iv: Option<Vec<u8>>,
    /// From the first base64 character to behind the last.
    pub(super) bytes: Range<usize>,
}

/// How quotes are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// The block stands in a string literal from its BEGIN line on.
    Open,
    /// The first quote, if any, opens a string.
    Unseen,
    /// Quotes are strewn in and mean nothing.
    Ignored,
}

pub(super) fn read(units: Units<'_>, length: usize, quotes: Quotes) -> Body {
    let mut reader = Reader {
        // As large as it can become, so that no copy of a key stays behind from growing.
        body: Body {
            base64: Zeroizing::new(Vec::with_capacity(length)),
            changes: Vec::new(),
            bad: None,
            encryption: None,
            iv: None,
            bytes: 0..0,
        },
        units,
        inside: match quotes {
            Quotes::Open => Some(true),
            Quotes::Unseen | Quotes::Ignored => None,
        },
        ignore_quotes: quotes == Quotes::Ignored,
        line_chars: 0,
        longest: 0..0,
        line: 0..0,
        padded: false,
        previous: None,
    };
    reader.headers();
    while let Some(unit) = reader.units.next() {
        if !reader.unit(unit) {
            reader.body.bad = Some(unit);
            break;
        }
        reader.previous = Some(unit);
    }
    reader.line_end();
    if reader.longest.len() > MAX_LINE_CHARS {
        let before = [
            "a line of ",
            &reader.longest.len().to_string(),
            " characters",
        ]
        .concat();
        let bytes = reader.longest.clone();
        reader.change(
            RepairKind::LongLines,
            bytes,
            before,
            "lines of 64 characters".to_owned(),
        );
    }
    reader.body
}

struct Reader<'a> {
    units: Units<'a>,
    body: Body,
    /// Inside of a string literal, between two of them, or (so far) no literal at all.
    inside: Option<bool>,
    ignore_quotes: bool,
    line_chars: usize,
    line: Range<usize>,
    longest: Range<usize>,
    padded: bool,
    previous: Option<Unit>,
}

impl Reader<'_> {
    /// Takes the next character; false when it cannot be a part of the contents.
    fn unit(&mut self, unit: Unit) -> bool {
        let between = self.inside == Some(false);
        let character = unit.character;
        match character {
            // What joins the pieces of a string: C needs nothing, JavaScript `+`, Visual Basic `&`, PHP `.`.
            '+' | ',' | ';' | '.' | '&' | '(' | ')' | '\\' if between => {
                let kind = if unit.origin == Origin::Escape {
                    RepairKind::Escapes
                } else {
                    RepairKind::Quotes
                };
                self.changed(kind, unit, "");
            }
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' => {
                return !between && self.base64(unit, character);
            }
            '=' => {
                self.padded = true;
                return !between && self.base64(unit, character);
            }
            '\n' | '\r' => {
                match unit.origin {
                    Origin::Plain => {}
                    Origin::Escape => self.changed(RepairKind::Escapes, unit, "line end"),
                    Origin::Web => self.changed(RepairKind::Web, unit, "line end"),
                }
                self.line_end();
            }
            ' ' | '\t' | '\u{b}' | '\u{c}' => {
                // Between strings, and before the first of them, blanks are the layout of source code.
                if !between && !self.quote_follows() {
                    self.changed(RepairKind::Blanks, unit, "");
                }
            }
            _ if straight_quote(character).is_some() => {
                if !self.ignore_quotes {
                    self.inside = Some(!self.inside.unwrap_or(false));
                }
                self.changed(RepairKind::Quotes, unit, "");
            }
            _ if is_odd_space(character) => self.changed(RepairKind::OddSpaces, unit, ""),
            _ if is_invisible(character) => self.changed(RepairKind::Invisible, unit, ""),
            '-' | '_' => {
                // Two dashes are what is left of a BEGIN or END line.
                let is = |unit: Option<Unit>| unit.is_some_and(|unit| unit.character == '-');
                if between || is(self.units.peek()) || is(self.previous) {
                    return false;
                }
                let plain = if character == '-' { '+' } else { '/' };
                self.changed(
                    RepairKind::UrlAlphabet,
                    unit,
                    if character == '-' { "+" } else { "/" },
                );
                return self.base64(unit, plain);
            }
            '>' | '|' | '#' | '*' if self.line_chars == 0 => {
                self.changed(RepairKind::LinePrefix, unit, "");
            }
            '\\' => self.changed(RepairKind::Quotes, unit, ""),
            _ => return false,
        }
        true
    }

    fn quote_follows(&self) -> bool {
        // Not over any length: hostile input has nothing but blanks.
        let mut ahead = self.units.clone().take(MAX_LINE_CHARS);
        let next = ahead.find(|unit| !matches!(unit.character, ' ' | '\t'));
        !self.ignore_quotes && next.is_some_and(|unit| straight_quote(unit.character).is_some())
    }

    fn base64(&mut self, unit: Unit, character: char) -> bool {
        if self.padded && character != '=' {
            return false;
        }
        match unit.origin {
            Origin::Plain => {}
            Origin::Escape => self.changed(RepairKind::Escapes, unit, ""),
            Origin::Web => self.changed(RepairKind::Web, unit, ""),
        }
        if self.body.base64.is_empty() {
            self.body.bytes.start = unit.start;
        }
        self.body.bytes.end = unit.end;
        if self.line_chars == 0 {
            self.line.start = unit.start;
        }
        self.line.end = unit.end;
        self.line_chars += 1;
        self.body.base64.push(character as u8);
        true
    }

    fn line_end(&mut self) {
        if self.line_chars > self.longest.len() {
            self.longest = self.line.start..self.line.start + self.line_chars;
        }
        self.line_chars = 0;
    }

    /// A change at `unit`, whose character is `after` now; for `""` and an escape, the character it stands for.
    fn changed(&mut self, kind: RepairKind, unit: Unit, after: &str) {
        let escaped = unit.origin != Origin::Plain;
        let before = if escaped {
            self.units.raw(unit.bytes())
        } else {
            visible(unit.character)
        };
        let after = match (escaped, after) {
            (true, "") => visible(unit.character),
            (_, after) => after.to_owned(),
        };
        self.change(kind, unit.bytes(), before, after);
    }

    /// Notes a change; of each kind the first is shown and the further ones are counted.
    fn change(&mut self, kind: RepairKind, bytes: Range<usize>, before: String, after: String) {
        match self
            .body
            .changes
            .iter_mut()
            .find(|change| change.kind == kind)
        {
            Some(change) => change.times += 1,
            None => self.body.changes.push(Change {
                kind,
                bytes,
                times: 1,
                before,
                after,
            }),
        }
    }

    /// The lines with a colon before the contents (RFC 1421, 4.6), which base64 does not have.
    fn headers(&mut self) {
        let mut line = self.units.clone();
        loop {
            let mut text = String::new();
            let mut colon = false;
            let mut blank = true;
            for unit in line.by_ref() {
                if unit.is_line_end() {
                    break;
                }
                colon |= unit.character == ':';
                blank &= unit.character.is_whitespace()
                    || matches!(unit.character, '\\' | '+')
                    || straight_quote(unit.character).is_some();
                // A line of base64 is not to be copied: it may be a private key.
                if !colon && text.len() > MAX_HEADER_NAME_CHARS {
                    return;
                }
                if text.len() < MAX_HEADER_CHARS {
                    text.push(unit.character);
                }
            }
            if !colon && !blank {
                return;
            }
            if line.peek().is_none() {
                return;
            }
            if let Some((name, value)) = text.split_once(':') {
                self.units = line.clone();
                let quoted = |character: char| {
                    character.is_whitespace() || straight_quote(character).is_some()
                };
                self.header(name.trim_matches(quoted), value.trim_matches(quoted));
            }
        }
    }

    fn header(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("Proc-Type") && value.ends_with("ENCRYPTED") {
            let cipher = String::new();
            self.body.encryption = Some(Encryption::Legacy { cipher });
        } else if name.eq_ignore_ascii_case("DEK-Info")
            && let Some(Encryption::Legacy { cipher }) = &mut self.body.encryption
        {
            let named = |character: &char| character.is_ascii_alphanumeric() || *character == '-';
            // Longer than any cipher's name is something else, which is not to be repeated.
            *cipher = value.chars().take_while(named).take(20).collect();
            self.body.iv = value
                .split_once(',')
                .and_then(|(_, iv)| from_hex(iv.trim()));
        }
    }
}

/// No header has a longer name.
const MAX_HEADER_NAME_CHARS: usize = 20;
const MAX_HEADER_CHARS: usize = 120;

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: &u8| char::from(*digit).to_digit(16);
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs
        .iter()
        .map(|[high, low]| Some((digit(high)? << 4 | digit(low)?) as u8));
    bytes
        .collect::<Option<Vec<u8>>>()
        .filter(|bytes| rest.is_empty() && !bytes.is_empty())
}

/// What base64 decodes to.
pub(super) enum Decoded {
    /// As it should be.
    Whole(Zeroizing<Vec<u8>>),
    /// After setting the number of `=` right.
    Padded {
        bytes: Zeroizing<Vec<u8>>,
        before: usize,
        after: usize,
    },
    /// It ends within a group; the bytes before that.
    Cut(Zeroizing<Vec<u8>>),
}

/// Decodes base64 without white space.
pub(super) fn decode(base64: &[u8]) -> Decoded {
    let padding = base64
        .iter()
        .rev()
        .take_while(|byte| **byte == b'=')
        .count();
    let (text, _) = base64
        .split_at_checked(base64.len() - padding)
        .unwrap_or_default();
    let wanted = match text.len() % 4 {
        0 => 0,
        2 => 2,
        3 => 1,
        _ => {
            let text = text.get(..text.len() - 1).unwrap_or_default();
            return Decoded::Cut(decoded(text));
        }
    };
    let bytes = decoded(text);
    if padding == wanted {
        Decoded::Whole(bytes)
    } else {
        Decoded::Padded {
            bytes,
            before: padding,
            after: wanted,
        }
    }
}

/// The bytes of characters that are all base64; bits that are left over are of no account, since encoders that set
/// them are common enough.
fn decoded(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 4 * 3 + 3));
    let mut bits = 0_u32;
    let mut count = 0;
    for &character in text {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    #[test]
    fn decoding_is_that_of_the_base64_crate() {
        for length in 0..40 {
            let bytes: Vec<u8> = (0..length)
                .map(|byte: u8| byte.wrapping_mul(151) ^ 0x5a)
                .collect();
            let text = STANDARD.encode(&bytes);
            assert!(
                matches!(decode(text.as_bytes()), Decoded::Whole(decoded) if *decoded == bytes)
            );
        }
        let all: String = ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .chain(['+', '/'])
            .collect();
        assert_eq!(*decoded(all.as_bytes()), STANDARD.decode(all).unwrap());
    }

    #[test]
    fn padding_is_counted_and_cut_groups_are_found() {
        assert!(matches!(
            decode(b"AA="),
            Decoded::Padded {
                before: 1,
                after: 2,
                ..
            }
        ));
        assert!(matches!(
            decode(b"AAAA="),
            Decoded::Padded {
                before: 1,
                after: 0,
                ..
            }
        ));
        assert!(matches!(decode(b"AAAAA"), Decoded::Cut(bytes) if bytes.len() == 3));
        assert!(matches!(
            decode(b"=="),
            Decoded::Padded {
                before: 2,
                after: 0,
                ..
            }
        ));
        assert!(matches!(decode(b""), Decoded::Whole(bytes) if bytes.is_empty()));
    }
}

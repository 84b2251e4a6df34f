//! A file as characters, each with the bytes it stands on: in any of the encodings files come in, and with the
//! escapes of the source code, web page or URL it was copied from resolved.

use std::ops::Range;

/// How a file writes characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// ASCII, UTF-8, and where that does not fit Windows-1252.
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    /// The encoding, and the bytes of the byte order mark.
    pub(super) fn of(file: &[u8]) -> (Self, usize) {
        match *file {
            [0xef, 0xbb, 0xbf, ..] => (Self::Utf8, 3),
            [0xff, 0xfe, ..] => (Self::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Self::Utf16Be, 2),
            // Without a mark: PEM is ASCII, of which every other byte is zero then.
            _ => {
                let (pairs, _) = file.get(..32).unwrap_or(file).as_chunks::<2>();
                let most = |zero: fn(&&[u8; 2]) -> bool| {
                    let zeros = pairs.iter().filter(zero).count();
                    pairs.len() > 2 && zeros * 4 >= pairs.len() * 3
                };
                if most(|[low, high]| *high == 0 && *low != 0) {
                    (Self::Utf16Le, 0)
                } else if most(|[high, low]| *high == 0 && *low != 0) {
                    (Self::Utf16Be, 0)
                } else {
                    (Self::Utf8, 0)
                }
            }
        }
    }
}

/// What stood in the file for a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The character itself.
    Plain,
    /// An escape of a string literal: `\n`, `\"`, `\u002b`, a backslash at the end of a line.
    Escape,
    /// `%2B` of a URL, `&#43;` or a tag of a web page.
    Web,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) character: char,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) origin: Origin,
}

impl Unit {
    pub(super) fn bytes(&self) -> Range<usize> {
        self.start..self.end
    }

    pub(super) fn is_line_end(&self) -> bool {
        matches!(self.character, '\n' | '\r')
    }
}

/// A cursor over the characters of a range of a file. Cheap to copy, and keeps nothing: what it passes over may be
/// a private key.
#[derive(Clone)]
pub(super) struct Units<'a> {
    file: &'a [u8],
    encoding: Encoding,
    at: usize,
    end: usize,
}

impl<'a> Units<'a> {
    pub(super) fn new(file: &'a [u8], encoding: Encoding, range: Range<usize>) -> Self {
        let end = range.end.min(file.len());
        Self {
            file,
            encoding,
            at: range.start.min(end),
            end,
        }
    }

    /// The first few characters of a range as they stand there. For escapes and tags only.
    pub(super) fn raw(&self, range: Range<usize>) -> String {
        let units = Self::new(self.file, self.encoding, range).plain_units();
        units
            .take(MAX_SHOWN_CHARS)
            .map(|unit| unit.character)
            .collect()
    }

    pub(super) fn peek(&self) -> Option<Unit> {
        self.clone().next()
    }

    /// The characters as they stand there, escapes and all.
    pub(super) fn plain_units(self) -> impl Iterator<Item = Unit> {
        let mut at = self.at;
        std::iter::from_fn(move || {
            let start = at;
            let (character, end) = self.plain(start)?;
            at = end;
            let origin = Origin::Plain;
            Some(Unit {
                character,
                start,
                end,
                origin,
            })
        })
    }

    /// The character at the cursor as it stands there, and the offset behind it.
    fn plain(&self, at: usize) -> Option<(char, usize)> {
        let rest = self
            .file
            .get(at..self.end)
            .filter(|rest| !rest.is_empty())?;
        let unit = |index: usize| match (self.encoding, rest.get(index..index + 2)?) {
            (Encoding::Utf16Be, [high, low]) => Some(u16::from_be_bytes([*high, *low])),
            (_, [low, high]) => Some(u16::from_be_bytes([*high, *low])),
            _ => None,
        };
        match self.encoding {
            Encoding::Utf8 => match rest.first()? {
                byte @ 0..0x80 => Some((char::from(*byte), at + 1)),
                byte => {
                    let head = rest.get(..4).unwrap_or(rest);
                    let valid = head.utf8_chunks().next().map(|chunk| chunk.valid());
                    let character = valid.and_then(|valid| valid.chars().next());
                    Some(
                        character.map_or((windows_1252(*byte), at + 1), |character| {
                            (character, at + character.len_utf8())
                        }),
                    )
                }
            },
            _ => {
                let Some(first) = unit(0) else {
                    return Some((char::REPLACEMENT_CHARACTER, self.end));
                };
                let pair = [first, unit(2).unwrap_or_default()];
                let decoded = char::decode_utf16(pair).next()?;
                let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
                Some((character, at + 2 * character.len_utf16()))
            }
        }
    }

    /// Up to `N` ASCII characters from `at`, NUL where there is none, each with the offset behind it.
    fn ahead<const N: usize>(&self, mut at: usize) -> [(u8, usize); N] {
        std::array::from_fn(|_| match self.plain(at) {
            Some((character, end)) if character.is_ascii() => {
                at = end;
                (character as u8, end)
            }
            _ => (0, at),
        })
    }

    /// What a backslash before `at` begins.
    fn escape(&self, mut at: usize) -> Option<(char, usize)> {
        // JSON within a string literal doubles its backslashes.
        for _ in 0..3 {
            match self.plain(at) {
                Some(('\\', end)) => at = end,
                _ => break,
            }
        }
        let (character, end) = self.plain(at)?;
        match character {
            'n' => Some(('\n', end)),
            'r' => Some(('\r', end)),
            't' => Some(('\t', end)),
            '"' | '\'' | '/' | '`' | '\n' | '\r' => Some((character, end)),
            'u' => {
                let [a, b, c, d] = self.ahead::<4>(end);
                let number = hex(&[a.0, b.0, c.0, d.0])?;
                Some((char::from_u32(number)?, d.1))
            }
            'x' => {
                let [a, b] = self.ahead::<2>(end);
                Some((char::from_u32(hex(&[a.0, b.0])?)?, b.1))
            }
            _ => None,
        }
    }

    /// `%2B`, `&#43;`, `&nbsp;` and tags, whose first character stands before `at`.
    fn web(&self, first: char, at: usize) -> Option<(char, usize)> {
        match first {
            '%' => {
                let [a, b] = self.ahead::<2>(at);
                let number = hex(&[a.0, b.0]).filter(|number| *number < 0x80)?;
                Some((char::from_u32(number)?, b.1))
            }
            '&' => {
                let ahead = self.ahead::<8>(at);
                let length = ahead.iter().position(|(byte, _)| *byte == b';')?;
                let text = ahead.map(|(byte, _)| byte);
                let end = ahead.get(length)?.1;
                let character = match text.get(..length)? {
                    b"nbsp" => '\u{a0}',
                    b"quot" => '"',
                    [b'#', b'x' | b'X', digits @ ..] => char::from_u32(hex(digits)?)?,
                    [b'#', digits @ ..] => {
                        let digits = std::str::from_utf8(digits).ok()?;
                        char::from_u32(digits.parse().ok()?)?
                    }
                    _ => return None,
                };
                Some((character, end))
            }
            '<' => {
                let [(name, _)] = self.ahead::<1>(at);
                if !name.is_ascii_alphabetic() && name != b'/' {
                    return None;
                }
                let mut at = at;
                let mut named = false;
                for count in 0..MAX_TAG_CHARS {
                    let (character, end) = self.plain(at)?;
                    at = end;
                    named |= !character.is_ascii_alphanumeric() && count > 0;
                    match character {
                        '>' => return Some(('\n', end)),
                        '<' | '\n' => return None,
                        // Longer than any tag's name: base64 in angle brackets.
                        _ if count > 12 && !named => return None,
                        _ => {}
                    }
                }
                None
            }
            _ => None,
        }
    }
}

/// `\\u002B` with doubled backslashes, and the names of tags.
const MAX_SHOWN_CHARS: usize = 10;

/// Longer than that is no tag: a `<` in a text must not make each of the characters behind it be read twice.
const MAX_TAG_CHARS: usize = 120;

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        let start = self.at;
        let (character, end) = self.plain(start)?;
        let resolved = match character {
            '\\' => self.escape(end).map(|found| (found, Origin::Escape)),
            '%' | '&' | '<' => self.web(character, end).map(|found| (found, Origin::Web)),
            _ => None,
        };
        let ((character, end), origin) = resolved.unwrap_or(((character, end), Origin::Plain));
        self.at = end;
        Some(Unit {
            character,
            start,
            end,
            origin,
        })
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    digits.iter().try_fold(0, |number, digit| {
        Some(number << 4 | char::from(*digit).to_digit(16)?)
    })
}

/// The characters of Windows' old code page that end up in PEM files.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x85 => '\u{2026}',
        0x91 => '\u{2018}',
        0x92 => '\u{2019}',
        0x93 => '\u{201c}',
        0x94 => '\u{201d}',
        0x96 => '\u{2013}',
        0x97 => '\u{2014}',
        0xa0 => '\u{a0}',
        0xad => '\u{ad}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// True for everything a word processor makes of a hyphen.
pub(super) fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// The straight form of a quote.
pub(super) fn straight_quote(character: char) -> Option<char> {
    match character {
        '"' | '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => Some('"'),
        '\'' | '\u{2018}'..='\u{201b}' => Some('\''),
        '`' => Some('`'),
        _ => None,
    }
}

/// Spaces other than the one on the keyboard.
pub(super) fn is_odd_space(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Characters nobody can see.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], expected: &str) {
        let (encoding, mark) = Encoding::of(file);
        let units = Units::new(file, encoding, mark..file.len());
        let mut at = mark;
        let mut text = String::new();
        for unit in units {
            assert_eq!(unit.start, at, "units stand one behind the other");
            assert!(unit.end > unit.start);
            at = unit.end;
            text.push(unit.character);
        }
        assert_eq!((text.as_str(), at), (expected, file.len()));
    }

    #[test]
    fn escapes_are_resolved_and_what_is_none_is_left() {
        check(br#"a\r\nb\\n\"\/\u002b\x3d"#, "a\r\nb\n\"/+=");
        check(b"a\\\nb", "a\nb");
        check(br"C:\dir\q \u00zz \", "C:\\dir\\q \\u00zz \\");
        check(b"%2B%0a%zz%", "+\n%zz%");
        check(b"&#43;&#x3D;&nbsp;&quot;&amp;&", "+=\u{a0}\"&amp;&");
        check(b"a<br/>b</p>c < d <e", "a\nb\nc < d <e");
    }

    #[test]
    fn all_encodings_are_read() {
        check("ä–\u{1f510}".as_bytes(), "ä–\u{1f510}");
        check(b"\x96\x93\xa0\xff", "–“\u{a0}\u{fffd}");
        check(b"\xff\xfea\0\x13\x20\x3d\xd8\x10\xdd", "a–\u{1f510}");
        check(b"\xfe\xff\0a\xdc\0\0", "a\u{fffd}\u{fffd}");
        check(b"-\0-\0-\0", "---");
        check(b"\0-\0-\0-", "---");
        check(b"\x13\x20-\0-\0-\0", "\u{2013}---");
    }
}

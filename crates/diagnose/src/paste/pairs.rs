//! Names with values, however they are written: JSON, YAML, TOML, `#define`, assignments, keyword arguments, XML.

use std::ops::Range;

/// One name and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    /// As written.
    pub(super) name: &'a str,
    /// Without its quotes.
    pub(super) value: &'a str,
    /// Where the value stands, without its quotes.
    pub(super) value_bytes: Range<usize>,
    /// Whether it stood in quotes.
    pub(super) quoted: bool,
}

/// Every name with a value. One pass over the text.
pub(super) fn pairs(text: &str) -> Vec<Pair<'_>> {
    let mut pairs = Vec::new();
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or_default();
    let mut index = 0;
    while index < bytes.len() {
        if !is_name(at(index)) {
            index += 1;
            continue;
        }
        let start = index;
        while index < bytes.len() && is_name(at(index)) {
            index += 1;
        }
        let name = text.get(start..index).unwrap_or_default();
        let Some(value_at) = behind_separator(bytes, index, text, start) else {
            continue;
        };
        let Some((value_bytes, quoted, end)) = value(bytes, value_at) else {
            continue;
        };
        let value = text.get(value_bytes.clone()).unwrap_or_default();
        if !value.is_empty() {
            pairs.push(Pair {
                name,
                value,
                value_bytes,
                quoted,
            });
            // A bare value may be a name itself: `x = y = "z"`, and a body in quotes may hold pairs.
            if !quoted {
                continue;
            }
            index = if value.contains(['=', ':']) {
                value_at + 1
            } else {
                end
            };
        }
    }
    pairs
}

/// A name in lower case and without what joins its words.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Where the value begins: behind `=`, `:`, `>` of an XML element, or the blank of a `#define`.
fn behind_separator(bytes: &[u8], end: usize, text: &str, start: usize) -> Option<usize> {
    let at = |index: usize| bytes.get(index).copied().unwrap_or_default();
    let blank = |byte: u8| byte == b' ' || byte == b'\t';
    let mut index = end;
    // The name may be in quotes, and those may be escaped; an array has brackets.
    while matches!(at(index), b'\\' | b'"' | b'\'' | b'[' | b']') {
        index += 1;
    }
    let before = text.get(..start).unwrap_or_default();
    let defined = before.trim_end_matches([' ', '\t']).ends_with("#define");
    if defined && blank(at(index)) {
        while blank(at(index)) {
            index += 1;
        }
        return Some(index);
    }
    if at(index) == b'>' && before.ends_with('<') {
        // What stands in angle brackets alone is a placeholder, and no element.
        let rest = text.get(index + 1..).unwrap_or_default();
        let closed = rest
            .split('\n')
            .next()
            .is_some_and(|line| line.contains("</"));
        return closed.then_some(index + 1);
    }
    while blank(at(index)) {
        index += 1;
    }
    let separator = at(index);
    if separator != b'=' && separator != b':' {
        return None;
    }
    index += 1;
    // `==`, `::`, `=>` and `://` separate nothing.
    if matches!(
        (separator, at(index)),
        (b'=', b'=' | b'>') | (b':', b':') | (b':', b'/')
    ) {
        return None;
    }
    if separator == b':' && at(index) == b'=' {
        index += 1;
    }
    while blank(at(index)) {
        index += 1;
    }
    Some(index)
}

/// The value at a place, whether it is in quotes, and where it ends with them.
fn value(bytes: &[u8], start: usize) -> Option<(Range<usize>, bool, usize)> {
    let at = |index: usize| bytes.get(index).copied().unwrap_or_default();
    let mut index = start;
    // Prefixes of string literals, and the backslash of JSON inside JSON.
    while matches!(at(index), b'@' | b'\\')
        || (at(index).is_ascii_alphabetic() && matches!(at(index + 1), b'"' | b'\''))
    {
        index += 1;
    }
    let quote = at(index);
    if quote == b'"' || quote == b'\'' {
        let from = index + 1;
        let mut end = from;
        while end < bytes.len() && at(end) != quote && at(end) != b'\n' {
            // `\"` ends what was opened by `\"`.
            end += if at(end) == b'\\' && at(end + 1) != quote {
                2
            } else {
                1
            };
        }
        let end = end.min(bytes.len());
        let inner = if end > from && at(end - 1) == b'\\' {
            end - 1
        } else {
            end
        };
        return Some((from..inner, true, (end + 1).min(bytes.len())));
    }
    let stop = |byte: u8| {
        byte.is_ascii_whitespace()
            || matches!(
                byte,
                b',' | b';' | b')' | b'}' | b']' | b'<' | b'"' | b'\'' | b'&'
            )
    };
    let mut end = index;
    while end < bytes.len() && !stop(at(end)) {
        end += 1;
        // Longer than any value: what came here is no pair.
        if end - index > LONGEST_BARE {
            return None;
        }
    }
    (end > index).then_some((index..end, false, end))
}

/// The longest value without quotes that is looked at.
const LONGEST_BARE: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = pairs(text);
        let found: Vec<_> = found.iter().map(|pair| (pair.name, pair.value)).collect();
        assert_eq!(found, expected, "{text}");
        for pair in pairs(text) {
            assert_eq!(&text[pair.value_bytes.clone()], pair.value);
        }
    }

    #[test]
    fn every_way_to_write_a_pair() {
        check("id_scope = \"0ne1\"", &[("id_scope", "0ne1")]);
        check(
            "\"clientId\": \"dev-01\", \"port\": 8883",
            &[("clientId", "dev-01"), ("port", "8883")],
        );
        check("#define ID_SCOPE \"0ne1\"\n", &[("ID_SCOPE", "0ne1")]);
        check(
            "static const char* scope[] = \"0ne1\";",
            &[("scope", "0ne1")],
        );
        check("CONFIG_PORT=8883\n", &[("CONFIG_PORT", "8883")]);
        check("f(host='h', x=b\"y\")", &[("host", "h"), ("x", "y")]);
        check("<clientId>dev-01</clientId>", &[("clientId", "dev-01")]);
        check(
            "{\\\"errorCode\\\":401002,\\\"message\\\":\\\"No\\\"}",
            &[("errorCode", "401002"), ("message", "No")],
        );
        check("a == b, c => d, std::x, https://y", &[]);
        check("", &[]);
    }
}

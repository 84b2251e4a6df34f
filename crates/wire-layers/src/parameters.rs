//! Lists of `key=value` joined by `&`: in user names, topics, property bags and tokens.

use crate::cutter::Cutter;

/// Cuts everything that is left into parameters; `kind_of` says what each key is. What is percent-encoded is shown decoded.
pub(crate) fn cut(cutter: &mut Cutter<'_>, kind_of: &mut dyn FnMut(&str) -> &'static str) {
    while cutter.left() > 0 {
        let length = until(cutter, b'&');
        if length > 0 {
            one(cutter, length, kind_of);
        }
        cutter.separator();
    }
}

fn one(cutter: &mut Cutter<'_>, length: usize, kind_of: &mut dyn FnMut(&str) -> &'static str) {
    let bytes = cutter.remaining().get(..length).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (key, value) = text.split_once('=').unwrap_or((&text, ""));
    let kind = kind_of(key);
    if !text.contains('=') {
        cutter.text(kind, key.to_owned(), length);
        return;
    }
    cutter.open(kind, key.to_owned());
    cutter.text("parameter.key", "Name", key.len());
    cutter.separator();
    let decoded = decoded(value);
    cutter.leaf(kind, "Value", value.len(), decoded.as_str());
    cutter.close(decoded);
}

/// How many bytes there are before the next `byte`, or before the end.
pub(crate) fn until(cutter: &Cutter<'_>, byte: u8) -> usize {
    let found = cutter.remaining().iter().position(|found| *found == byte);
    found.unwrap_or_else(|| cutter.left())
}

/// Undoes percent-encoding where that gives text; else returns what was there.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let encoded = match (first, after) {
            (b'%', [high, low, after @ ..]) => digit(*high)
                .zip(digit(*low))
                .map(|(high, low)| (high << 4 | low, after)),
            _ => None,
        };
        let (byte, after) = encoded.unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_percent_encoded_is_decoded_where_it_gives_text() {
        assert_eq!(decoded("application%2Fjson"), "application/json");
        assert_eq!(decoded("%28x%3By%20z%29"), "(x;y z)");
        assert_eq!(decoded("gr%C3%B6%C3%9fe"), "größe");
        assert_eq!(decoded("%ff"), "%ff");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%4"), "%4");
        assert_eq!(decoded("%zz%41"), "%zzA");
        assert_eq!(decoded(""), "");
    }
}

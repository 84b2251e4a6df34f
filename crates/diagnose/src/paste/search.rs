//! Finding words in text without regard to case, in bytes.

/// Where `needle`, in lower case, occurs at `from` or later.
pub(super) fn find(text: &str, needle: &str, from: usize) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    let rest = text.get(from..)?;
    if needle.is_empty() {
        return None;
    }
    let first = needle.first().copied().unwrap_or_default();
    let mut at = 0;
    while let Some(window) = rest.get(at..at + needle.len()) {
        let hit = window
            .first()
            .is_some_and(|byte| byte.to_ascii_lowercase() == first)
            && window.eq_ignore_ascii_case(needle);
        if hit {
            return Some(from + at);
        }
        at += 1;
    }
    None
}

/// Every place where `needle`, in lower case, occurs.
pub(super) fn all<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = find(text, needle, from)?;
        from = at + needle.len();
        Some(at)
    })
}

/// Whether it occurs at all.
pub(super) fn says(text: &str, needle: &str) -> bool {
    find(text, needle, 0).is_some()
}

/// A piece of the text; empty when it is none.
pub(super) fn piece(text: &str, bytes: std::ops::Range<usize>) -> &str {
    text.get(bytes).unwrap_or_default()
}

/// The end of what began at `start`, as long as the bytes are of a kind. Other than ASCII counts as not.
pub(super) fn run(text: &str, start: usize, of_kind: impl Fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes().get(start..).unwrap_or_default();
    let length = bytes
        .iter()
        .position(|byte| !byte.is_ascii() || !of_kind(*byte));
    start + length.unwrap_or(bytes.len())
}

/// How far from a place a name, a topic or the line of a key may begin or end. Without a bound each of many places in a long
/// text without blanks would be looked for up to the ends of that text.
const FARTHEST: usize = 8 * 1024;

/// The same, and not far off: for what has no long names.
pub(super) fn run_near(text: &str, start: usize, of_kind: impl Fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes().get(start..).unwrap_or_default();
    let near = bytes.get(..FARTHEST.min(bytes.len())).unwrap_or_default();
    let length = near
        .iter()
        .position(|byte| !byte.is_ascii() || !of_kind(*byte));
    let mut end = start + length.unwrap_or(near.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// The beginning of what ends at `end`, not far off, as long as the bytes are of a kind.
pub(super) fn run_back(text: &str, end: usize, of_kind: impl Fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    let near = end.saturating_sub(FARTHEST).min(bytes.len());
    let bytes = bytes.get(near..).unwrap_or_default();
    let length = bytes
        .iter()
        .rev()
        .position(|byte| !byte.is_ascii() || !of_kind(*byte));
    end - length.unwrap_or(bytes.len())
}

/// The rest of a line, and of a very long one its beginning.
pub(super) fn line(text: &str, start: usize) -> &str {
    const LONGEST: usize = 400;
    let bytes = text.as_bytes().get(start..).unwrap_or_default();
    let near = bytes.get(..LONGEST.min(bytes.len())).unwrap_or_default();
    let length = near.iter().position(|byte| *byte == b'\n');
    let mut end = start + length.unwrap_or(near.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    piece(text, start..end)
}

/// Where the line of a place begins, and of a very long one a place not far before.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    const LONGEST: usize = 400;
    let mut from = at.saturating_sub(LONGEST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    piece(text, from..at)
        .rfind('\n')
        .map_or(from, |end| from + end + 1)
}

//! The part of a topic or user name that looks like a URL's query, read without percent-decoding.

/// The `key=value` parts of `text`, in order; a part without `=` is a key with an empty value.
///
/// Empty parts are skipped. Nothing is decoded: DPS echoes a request id as it was sent.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// Three digits, as every status in a topic is.
pub(crate) fn status(text: &str) -> Option<u16> {
    (text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// A decimal number; too large ones count as the largest, anything else as absent.
pub(crate) fn saturating_number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

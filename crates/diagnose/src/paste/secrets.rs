//! Secrets in pasted text: found first, and masked in place, so that nothing behind this sees them.
//!
//! Each byte of a secret becomes an asterisk. The text keeps its length, and every place in it stays where it is.

use std::ops::Range;

use super::search::{all, find, run};

/// The text without its secrets, and where they were.
pub(super) fn mask(text: &str) -> (String, Vec<Range<usize>>) {
    let mut secrets = Vec::new();
    for name in ["sig=", "sharedaccesskey=", "sharedaccesssignature="] {
        for at in all(text, name) {
            let start = at + name.len();
            // A whole token behind `SharedAccessSignature=` has parts worth reading; its `sig=` is met above.
            if !text
                .get(start..)
                .unwrap_or_default()
                .starts_with("SharedAccess")
            {
                push(&mut secrets, start..run(text, start, is_token));
            }
        }
    }
    private_keys(text, &mut secrets);
    named(text, &mut secrets);
    options(text, &mut secrets);
    base64_keys(text, &mut secrets);
    secrets.sort_by_key(|range| (range.start, range.end));
    let mut bytes = text.as_bytes().to_vec();
    for secret in &secrets {
        if let Some(bytes) = bytes.get_mut(secret.clone()) {
            bytes.fill(b'*');
        }
    }
    // Ranges begin and end at ASCII characters, so that what is left is text.
    let masked = String::from_utf8(bytes);
    let masked =
        masked.unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into_owned());
    (masked, merged(secrets))
}

fn push(secrets: &mut Vec<Range<usize>>, range: Range<usize>) {
    if range.start < range.end {
        secrets.push(range);
    }
}

fn merged(secrets: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for secret in secrets {
        match merged.last_mut() {
            Some(last) if secret.start <= last.end => last.end = last.end.max(secret.end),
            _ => merged.push(secret),
        }
    }
    merged
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'%' | b'+' | b'/' | b'=' | b'-' | b'_' | b'.' | b'*')
}

/// Whatever stands between the lines of a private key, to the end of the text when there is no last line.
fn private_keys(text: &str, secrets: &mut Vec<Range<usize>>) {
    for at in all(text, "private key-----") {
        let line = text.get(..at).unwrap_or_default();
        let begin = line.rfind("-----").unwrap_or(0);
        if find(text.get(begin..at).unwrap_or_default(), "begin", 0).is_none() {
            continue;
        }
        let start = at + "private key-----".len();
        let end = find(text, "-----end", start).unwrap_or(text.len());
        // Line ends and quotes stay, so that the shape can still be seen.
        let mut from = start;
        while from < end {
            let piece_end = run(text, from, is_token).min(end);
            push(secrets, from..piece_end);
            from = piece_end.max(from + 1);
            while from < end && !text.is_char_boundary(from) {
                from += 1;
            }
        }
    }
}

/// Values of names that stand for secrets.
fn named(text: &str, secrets: &mut Vec<Range<usize>>) {
    for pair in super::pairs::pairs(text) {
        let name = super::pairs::plain(pair.name);
        let secret = [
            "password",
            "passwd",
            "passphrase",
            "symmetrickey",
            "devicekey",
            "primarykey",
            "secondarykey",
            "sharedaccesskey",
            "sastoken",
            "groupkey",
            "masterkey",
            "sharedkey",
            "accesskey",
        ];
        let means = secret.iter().any(|word| name.ends_with(word));
        let path = pair.value.contains(['/', '\\', '.']) && !pair.value.ends_with('=');
        let token = pair.value.contains("SharedAccessSignature");
        let word = matches!(
            pair.value,
            "null" | "None" | "NULL" | "true" | "false" | "undefined"
        );
        let code = pair.value.contains(['(', '{', '<', '%']);
        let file = path && pair.value.len() < 40;
        if means && !(token || word || code || file) {
            push(secrets, pair.value_bytes);
        }
    }
}

/// The words behind the options that take secrets.
fn options(text: &str, secrets: &mut Vec<Range<usize>>) {
    for option in [
        " -p ",
        " --pw ",
        " --symmetric-key ",
        " --primary-key ",
        " --secondary-key ",
        " --pk ",
        " --sk ",
        " --passphrase ",
        " --pass ",
        " --key ",
    ] {
        for at in all(text, option) {
            let written = text.get(at..at + option.len()).unwrap_or_default();
            // `-p` is a port, `-P` a password.
            if option == " -p " && written != " -P " {
                continue;
            }
            let start = at + option.len();
            let quote = text.as_bytes().get(start).copied().unwrap_or_default();
            let (start, end) = if matches!(quote, b'"' | b'\'') {
                (
                    start + 1,
                    run(text, start + 1, |byte| byte != quote && byte != b'\n'),
                )
            } else {
                (start, run(text, start, |byte| !byte.is_ascii_whitespace()))
            };
            let value = text.get(start..end).unwrap_or_default();
            let file = option == " --key " && !looks_like_key(value);
            if !file && !value.contains("SharedAccessSignature") {
                push(secrets, start..end);
            }
        }
    }
}

/// Base64 of 32 or 64 bytes, wherever it stands: a symmetric key.
fn base64_keys(text: &str, secrets: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(at) = find(text, "=", from) {
        let start = super::search::run_back(text, at, is_base64);
        let end = run(text, at, |byte| byte == b'=');
        if looks_like_key(text.get(start..end).unwrap_or_default()) {
            push(secrets, start..end);
        }
        from = end.max(at + 1);
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

fn looks_like_key(value: &str) -> bool {
    let padding = value.bytes().rev().take_while(|byte| *byte == b'=').count();
    matches!((value.len(), padding), (44, 1) | (88, 2))
        && value.bytes().all(|byte| is_base64(byte) || byte == b'=')
}

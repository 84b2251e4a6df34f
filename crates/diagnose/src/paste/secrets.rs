//! Secrets in pasted text: found first, and masked in place, so that nothing behind this sees them.
//!
//! Each byte of a secret becomes an asterisk. The text keeps its length, and every place in it stays where it is.

use std::ops::Range;

use super::search::{all, find, run};
use crate::in_order;

/// The text without its secrets, and where they were.
pub(super) fn mask(text: &str) -> (String, Vec<Range<usize>>) {
    let mut secrets = Vec::new();
    for name in ["sig=", "sharedaccesskey=", "sharedaccesssignature="] {
        let mut masked = 0;
        for at in all(text, name) {
            let start = at + name.len();
            if start < masked {
                continue;
            }
            // A whole token behind `SharedAccessSignature=` has parts worth reading; its `sig=` is met above.
            if !text
                .get(start..)
                .unwrap_or_default()
                .starts_with("SharedAccess")
            {
                masked = run(text, start, is_token);
                push(&mut secrets, start..masked);
            }
        }
    }
    private_keys(text, &mut secrets);
    named(text, &mut secrets);
    options(text, &mut secrets);
    base64_keys(text, &mut secrets);
    in_order::by_key(&mut secrets, |range| (range.start, range.end));
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

/// Whatever stands between the lines of a private key, to the end of the text when there is no last line; when there is
/// no first line, what stands above the last. The lines may be damaged: that is what people paste them for.
fn private_keys(text: &str, secrets: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(at) = find(text, "private key", from) {
        let start = run(text, at + "private key".len(), |byte| byte == b'-');
        let label = label(text, at);
        from = start;
        if find(label, "begin", 0).is_some() {
            let end = find(text, "end ", start)
                .filter(|end| {
                    find(
                        text.get(*end..end + 40).unwrap_or_default(),
                        "private key",
                        0,
                    )
                    .is_some()
                })
                .or_else(|| find(text, "-----end", start));
            let Some(end) = end else {
                without_end(text, start, secrets);
                return;
            };
            mask_tokens(text, start..end, secrets);
            from = end.max(start);
        } else if find(label, "end", 0).is_some() {
            let above = text.get(..at - label.len()).unwrap_or_default();
            above_end(above, secrets);
        }
    }
}

/// A key that never ends: whatever may be of it. Only a line of words, as of a command behind `head -1`, holds nothing of
/// one, unless it follows a line of the key right away: the last one is short, and a log may stand before it.
fn without_end(text: &str, start: usize, secrets: &mut Vec<Range<usize>>) {
    const LONG: usize = 20;
    let (mut at, mut inside) = (start, false);
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let bytes = at..at + line.len();
        at = bytes.end;
        // Names of classes are long as well, and have no digits.
        let token = |letter: char| letter.is_ascii() && is_base64(letter as u8);
        let digits = |word: &str| {
            word.bytes()
                .any(|byte| byte.is_ascii_digit() || byte == b'+')
        };
        let long = line
            .split(|letter| !token(letter))
            .any(|word| word.len() >= LONG && digits(word));
        let words = line.split_whitespace();
        let words = words.filter(|word| word.bytes().any(|byte| byte.is_ascii_alphanumeric()));
        if long || inside || words.count() <= 2 {
            mask_tokens(text, bytes, secrets);
        }
        let last = line.split_whitespace().next_back().unwrap_or_default();
        inside = long || (inside && is_like_base64(last));
    }
}

/// A word as base64 has them and languages do not: with digits, or capitals behind small letters.
fn is_like_base64(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'', ',', '\\']);
    let mixed = word.as_bytes().windows(2).any(|pair| {
        matches!(pair, [first, second] if first.is_ascii_lowercase() && second.is_ascii_uppercase())
    });
    let digits = word.bytes().any(|byte| byte.is_ascii_digit());
    (digits || mixed)
        && word
            .bytes()
            .all(|byte| is_base64(byte) || byte == b'=' || byte == b'\\')
}

/// What stands before the words on their line, as far as a label is long.
fn label(text: &str, at: usize) -> &str {
    const LONGEST: usize = 24;
    let mut start = at.saturating_sub(LONGEST);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let near = text.get(start..at).unwrap_or_default();
    near.rsplit(['\n', '"']).next().unwrap_or_default()
}

/// Line ends and quotes stay, so that the shape can still be seen.
fn mask_tokens(text: &str, bytes: Range<usize>, secrets: &mut Vec<Range<usize>>) {
    let mut from = bytes.start;
    while from < bytes.end {
        let end = run(text, from, is_token).min(bytes.end);
        push(secrets, from..end);
        from = end.max(from + 1);
        while from < bytes.end && !text.is_char_boundary(from) {
            from += 1;
        }
    }
}

/// Lines of base64 right above an END line.
fn above_end(above: &str, secrets: &mut Vec<Range<usize>>) {
    let mut end = above.trim_end_matches(['-', '"', ' ']).len();
    while let Some(line) = above.get(..end) {
        let line = line.trim_end_matches(['\r', '\n', '"', '\\', 'n', ' ']);
        let start = super::search::run_back(above, line.len(), is_base64);
        if line.len() - start < 16 {
            return;
        }
        secrets.push(start..line.len());
        end = above
            .get(..start)
            .unwrap_or_default()
            .trim_end_matches(['"', ' '])
            .len();
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
            "saskey",
            "dpskey",
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
        let constant = !pair.quoted && is_constant(pair.value);
        if means && !(token || word || code || file || constant || is_variable(pair.value)) {
            push(secrets, pair.value_bytes);
        }
    }
}

/// `$PRIMARY_KEY`: the name of a key, and not one. Passwords may begin with a dollar sign too.
fn is_variable(value: &str) -> bool {
    let name = value.strip_prefix('$').unwrap_or_default();
    let upper = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    name.ends_with("_KEY") && name.bytes().all(upper)
}

/// `GROUP_PRIMARY_KEY`, without quotes: a constant of a program. Base64 has no underscore.
fn is_constant(value: &str) -> bool {
    let upper = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    let kinds = ["GROUP_", "PRIMARY_", "SECONDARY_", "SYMMETRIC_", "DEVICE_"];
    let kind = kinds.iter().any(|kind| value.contains(kind));
    kind && value.ends_with("_KEY") && value.bytes().all(upper)
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

#[cfg(test)]
mod tests {
    use super::mask;

    /// As long as a key's, with a last line that is short.
    const LINES: [&str; 3] = [
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVcB5Q1UFXrTHDeAB",
        "SgZqhvEo0BvFTWRfSimCiLhhRANCAARUZZZ9KfdnVkRwzAHuZVfyPcW88QUrWGkn",
        "q7ZzDgQx",
    ];

    #[test]
    fn nothing_of_a_key_without_an_end_is_left_however_it_was_carried() {
        let carried: [fn(&str) -> String; 10] = [
            |line| line.to_owned(),
            |line| format!("{line}\r"),
            |line| format!("> {line}"),
            |line| format!("    {line}"),
            |line| format!("\"{line}\\n\" \\"),
            |line| format!("  + \"{line}\\n\""),
            |line| format!("12: {line}"),
            |line| format!("// {line}"),
            |line| format!("2026-11-24T10:00:00Z device-7 app[312]: {line}"),
            |line| format!("Nov 24 10:00:00 press-7 docker[312]: {line}"),
        ];
        for carry in carried {
            for columns in [64, 32, 24] {
                let narrow = LINES.iter().flat_map(|line| {
                    let bytes = line.as_bytes().chunks(columns);
                    bytes.map(|piece| String::from_utf8_lossy(piece).into_owned())
                });
                let body: Vec<String> = narrow.map(|line| carry(&line)).collect();
                let begin = carry("-----BEGIN PRIVATE KEY-----");
                let text = format!("cat key\n{begin}\n{}\n", body.join("\n"));
                let (masked, _) = mask(&text);
                let left = LINES.iter().flat_map(|line| line.as_bytes().windows(8));
                for run in left {
                    let run = String::from_utf8_lossy(run);
                    assert!(
                        !masked.contains(&*run),
                        "{run} is left of {text}:\n{masked}"
                    );
                }
            }
        }
        let line = LINES.join("\\n");
        let (masked, _) = mask(&format!("key=\"-----BEGIN PRIVATE KEY-----\\n{line}"));
        assert!(!masked.contains("q7ZzDgQx"), "{masked}");
    }

    #[test]
    fn what_is_told_behind_the_first_line_of_a_key_stays() {
        let text = "$ head -1 own.key\n-----BEGIN RSA PRIVATE KEY-----\n\
                    it connects, and then the service answers 401002 and drops me\n";
        assert_eq!(mask(text).0, text);
    }
}

//! What every text of the page must satisfy.

use super::inline::{Run, runs};

/// Spellings of the other side of the ocean, and words that do not suit the tone.
const UNWANTED: &[&str] = &[
    "!",
    "—",
    " – ",
    "  ",
    "enrollment",
    "authorize",
    "recognize",
    "color",
    "behavior",
    "simply",
    "obviously",
    "please note",
    "oops",
    "sorry",
];

/// A text with inline markup: not empty, marks balanced, plain words outside code.
#[track_caller]
pub(crate) fn check_text(text: &str) {
    assert!(!text.trim().is_empty(), "an empty text");
    assert_eq!(text, text.trim(), "space around a text");
    for run in runs(text) {
        match run {
            Run::Text(words) | Run::Strong(words) => {
                assert!(
                    !words.contains('`') && !words.contains("**"),
                    "an unbalanced mark in {text:?}"
                );
                for unwanted in UNWANTED {
                    assert!(
                        !words.to_lowercase().contains(unwanted),
                        "{unwanted:?} in {text:?}"
                    );
                }
            }
            Run::Code(code) => assert!(!code.trim().is_empty(), "empty code in {text:?}"),
        }
    }
}

/// The same, and it is made of whole sentences.
#[track_caller]
pub(crate) fn check_sentences(text: &str) {
    check_text(text);
    let first = text.trim_start_matches(['*', '`', '"']).chars().next();
    let begins_with_code = text.starts_with('`');
    assert!(
        begins_with_code || first.is_some_and(|first| !first.is_lowercase()),
        "no capital: {text:?}"
    );
    let end = text.trim_end_matches(['*', '"', ')']);
    assert!(
        end.ends_with(['.', '?']) || end.ends_with(".`"),
        "no full stop: {text:?}"
    );
}

/// A heading: no markup, no full stop, sentence case.
#[track_caller]
pub(crate) fn check_heading(text: &str) {
    check_text(text);
    assert!(
        !text.contains(['`', '*', '\n']),
        "markup in the heading {text:?}"
    );
    assert!(
        !text.ends_with('.'),
        "a full stop after the heading {text:?}"
    );
    assert!(
        text.chars().next().is_some_and(char::is_uppercase),
        "no capital: {text:?}"
    );
}

/// Words as a reader counts them.
pub(crate) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

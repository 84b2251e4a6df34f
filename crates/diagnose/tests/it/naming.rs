//! What is named for a text.

use diagnose::{diagnose, paste};

/// The 24th of November 2026.
pub(crate) const NOW: i64 = 1_795_523_695;

/// The causes, most likely first.
pub(crate) fn named(text: &str) -> Vec<&'static str> {
    let reading = paste::read(text, Some(NOW));
    let diagnosis = diagnose(&reading.evidence);
    let causes = diagnosis.findings.iter().map(|finding| finding.cause.id);
    causes.collect()
}

/// These causes stand first, in this order; without any, nothing is named.
#[track_caller]
pub(crate) fn check(text: &str, expected: &[&str]) {
    let mut named = named(text);
    named.truncate(expected.len().max(1));
    let reading = paste::read(text, Some(NOW));
    assert_eq!(named, expected, "{text}\n{:#?}", reading.evidence);
}

/// Every line is a text of its own, `\n` stands for a line break; the cause stands first.
#[track_caller]
pub(crate) fn first(cause: &str, texts: &str) {
    let mut missed = Vec::new();
    for text in texts.lines().map(str::trim).filter(|text| !text.is_empty()) {
        let names = named(&text.replace("\\n", "\n"));
        if names.first() != Some(&cause) {
            missed.push(format!("{text}\n    named {names:?}"));
        }
    }
    assert!(missed.is_empty(), "{cause}:\n{}", missed.join("\n"));
}

/// As [`first`], of nothing that is wrong.
#[track_caller]
pub(crate) fn nothing(texts: &str) {
    let mut missed = Vec::new();
    for text in texts.lines().map(str::trim).filter(|text| !text.is_empty()) {
        let names = named(&text.replace("\\n", "\n"));
        if !names.is_empty() {
            missed.push(format!("{text}\n    named {names:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Every line is a cause, and behind ` | ` a text: the cause stands first. `healthy` is none; of several causes any may.
#[track_caller]
pub(crate) fn table(texts: &str) {
    let mut missed = Vec::new();
    for line in texts.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (causes, text) = line.split_once(" | ").unwrap();
        let names = named(&text.replace("\\n", "\n"));
        let first = names.first().copied().unwrap_or("healthy");
        if !causes.split(',').any(|cause| cause == first) {
            missed.push(format!("{line}\n    named {names:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

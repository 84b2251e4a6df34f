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

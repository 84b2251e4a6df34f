//! Programs of one's own that say in their own words that the device was assigned: the word, and the name of a hub, on
//! one line of a log.

use std::ops::Range;

use super::search::{all, find};
use super::{Form, Reading};
use crate::{Place, Sign};

/// How programs say it.
const WORDS: &[&str] = &[
    "assigned",
    "registered",
    "provisioned",
    "iothub uri",
    "iot hub uri",
];

/// What makes it no success, or somebody else's.
const NOT: &[&str] = &[
    "not ",
    "n't ",
    "fail",
    "error",
    "never",
    "unassigned",
    "before",
    "should",
    "would",
    "could",
    "other device",
    "older device",
    "was registered",
    "but ",
    "yesterday",
    "last week",
    " to be ",
    "disabled",
    "pre-",
    "wrong",
    "previous",
    "cached",
    "instead",
    "linked",
];

/// A line longer than this, or of more words, is no line of a log, but a sentence.
const LONGEST: usize = 240;
const WORDIEST: usize = 18;

/// Says where a line tells so. `told` are commands, and what the service keeps.
pub(super) fn read(text: &str, told: &[Range<usize>], reading: &mut Reading) {
    const HUB: &str = ".azure-devices.net";
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let at = start;
        start += whole.len();
        let line = whole.trim_end();
        let lower = line.to_ascii_lowercase();
        let short = line.len() <= LONGEST && line.split_whitespace().count() <= WORDIEST;
        if !short || !lower.contains(HUB) || told.iter().any(|told| told.contains(&at)) {
            continue;
        }
        let said = WORDS.iter().find_map(|word| {
            let mut places = all(line, word).filter(|place| apart(line, *place, word.len()));
            places.next().map(|place| place..place + word.len())
        });
        let denied = NOT.iter().any(|word| find(&lower, word, 0).is_some());
        // A key or a path with the name of a hub says nothing of what happened.
        let setting = lower.contains("hostname=") || lower.contains("://") || line.contains("${");
        if let Some(word) = said.filter(|_| !denied && !setting) {
            let bytes = at + word.start..at + word.end;
            reading.form(Form::Log, bytes.clone());
            let seen = "the program says so, with the name of a hub";
            reading
                .evidence
                .push(Sign::Assigned, Place::Text(bytes), seen);
        }
    }
}

/// Whether it is a word of its own, and no part of a name: `assignedHub` is a member.
fn apart(line: &str, at: usize, length: usize) -> bool {
    let bytes = line.as_bytes();
    let letter = |index: Option<usize>| {
        let byte = index.and_then(|index| bytes.get(index));
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    !letter(at.checked_sub(1)) && !letter(Some(at + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let mut reading = Reading::default();
        read(text, &[], &mut reading);
        assert_eq!(reading.evidence.has(Sign::Assigned), expected, "{text}");
    }

    #[test]
    fn a_line_of_a_log_says_it_and_a_sentence_does_not() {
        check("19:22:15 assigned hub-1.azure-devices.net", true);
        check(
            "level=INFO msg=\"assigned\" hub=hub-1.azure-devices.net",
            true,
        );
        check("device is now registered to hub-1.azure-devices.net", true);
        check("assigned hub ......... hub-1.azure-devices.net", true);
        check("not assigned to hub-1.azure-devices.net", false);
        check("\"assignedHub\": \"hub-1.azure-devices.net\"", false);
        check("assigned to us.azure-devices-provisioning.net", false);
        check(
            "We know that this one device of ours was assigned to the hub hub-1.azure-devices.net by hand, and now all of them have to follow soon",
            false,
        );
    }
}

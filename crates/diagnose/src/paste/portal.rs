//! What the portal shows, copied or read off a picture: a label, and its value behind it or below.

use super::Reading;
use super::search::{all, find};
use crate::{Place, Sign};

/// Labels, the values that matter, and what they mean.
const LABELS: &[(&str, &[&str], Sign)] = &[
    (
        "linked iot hubs",
        &["no results", "none", "no linked", "0 items", "(0)", "empty"],
        Sign::HubAbsent,
    ),
    (
        "public network access",
        &["disabled"],
        Sign::PublicAccessOff,
    ),
    (
        "enable entry",
        &["disable", "off", "no"],
        Sign::EnrolmentOff,
    ),
    (
        "enable this enrollment",
        &["disable", "off", "no", "unchecked"],
        Sign::EnrolmentOff,
    ),
    ("provisioning status", &["disabled"], Sign::EnrolmentOff),
    ("enrollment status", &["disabled"], Sign::EnrolmentOff),
];

/// How far behind its label a value stands.
const NEAR: usize = 24;

/// Reads the values.
pub(super) fn read(text: &str, reading: &mut Reading) {
    for (label, values, sign) in LABELS {
        if reading.evidence.has(*sign) {
            continue;
        }
        let found = all(text, label).find_map(|at| {
            let behind = text.get(at + label.len()..)?;
            let dress = |sign: char| " \t:|.=\"'*>_-".contains(sign);
            let value = behind.trim_start_matches(dress);
            let skipped = behind.len() - value.len();
            let said = values
                .iter()
                .any(|value_of| find(value, value_of, 0) == Some(0));
            // A sentence about it, with the value not far.
            let near: String = behind.chars().take(NEAR).collect();
            let told = near.contains("says")
                && values
                    .iter()
                    .any(|of| find(behind, of, 0).is_some_and(|at| at < NEAR));
            ((said && skipped > 0) || told).then_some(at)
        });
        if let Some(at) = found {
            let place = Place::Text(at..at + label.len());
            let seen = format!("the portal shows it under {label:?}");
            reading.evidence.push(*sign, place, seen);
        }
    }
    unverified(text, reading);
}

/// `plant-ca  Unverified  11/20/2036`: a cell of the list of certificates.
fn unverified(text: &str, reading: &mut Reading) {
    const WORD: &str = "Unverified";
    if reading.evidence.has(Sign::CaUnverified) {
        return;
    }
    let cell = |(at, _): &(usize, &str)| {
        let before = text.get(..*at).unwrap_or_default();
        let behind = text.get(at + WORD.len()..).unwrap_or_default();
        let left = ["  ", "\t", ": ", "| ", "\""]
            .iter()
            .any(|gap| before.ends_with(gap));
        let right = behind.starts_with(['\n', '\t', '\r', '"', '|'])
            || behind.starts_with("  ")
            || behind.starts_with(" |")
            || behind.is_empty();
        left && right
    };
    if let Some((at, _)) = text.match_indices(WORD).find(cell) {
        let place = Place::Text(at..at + WORD.len());
        let seen = "the portal shows a CA as Unverified";
        reading.evidence.push(Sign::CaUnverified, place, seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let mut reading = Reading::default();
        read(text, &mut reading);
        let seen = reading.evidence.observations.iter();
        let seen: Vec<Sign> = seen.map(|seen| seen.sign).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn values_are_read_behind_their_labels() {
        check(
            "The blade \"Linked IoT hubs\" says No results.",
            &[Sign::HubAbsent],
        );
        check("Linked IoT hubs: hub-1", &[]);
        check("Public network access   Disabled", &[Sign::PublicAccessOff]);
        check("Public network access   All networks", &[]);
        check(
            "NAME    STATUS\nca-1    Unverified\n",
            &[Sign::CaUnverified],
        );
        check("None of them is Unverified now.", &[]);
    }
}

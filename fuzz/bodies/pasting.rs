//! Any text as pasted text: it is read without a panic, every place lies in it, and no secret comes out again.

use diagnose::{Place, diagnose, paste};

pub(crate) fn body(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let reading = check(&text);
    // What was put right is text like others.
    if let Some(corrected) = &reading.corrected {
        check(corrected);
    }
}

fn check(text: &str) -> paste::Reading {
    let reading = paste::read(text, Some(1_790_000_000));
    let inside = |bytes: &std::ops::Range<usize>| {
        assert!(
            bytes.start <= bytes.end && bytes.end <= reading.text.len(),
            "{bytes:?}"
        );
        assert!(
            reading.text.get(bytes.clone()).is_some(),
            "{bytes:?} cuts a character"
        );
    };
    // Masked in place: what is no secret stands where it stood.
    assert!(text.is_char_boundary(reading.text.len()));
    for secret in &reading.secrets {
        inside(secret);
        assert!(
            reading.text.as_bytes()[secret.clone()]
                .iter()
                .all(|byte| *byte == b'*')
        );
    }
    for seen in &reading.evidence.observations {
        for place in [
            Some(&seen.place),
            seen.edit.as_ref().map(|edit| &edit.place),
        ]
        .into_iter()
        .flatten()
        {
            if let Place::Text(bytes) = place {
                inside(bytes);
            }
        }
        assert!(!seen.seen.is_empty());
    }
    reading
        .understood
        .iter()
        .for_each(|understood| inside(&understood.bytes));
    reading.not_understood.iter().for_each(inside);
    reading.forms.iter().for_each(|(_, bytes)| inside(bytes));
    let diagnosis = diagnose(&reading.evidence);
    for finding in &diagnosis.findings {
        assert!(finding.score >= 20 && !finding.reasons.is_empty());
        for reason in &finding.reasons {
            assert!(reason.observation < reading.evidence.observations.len());
        }
    }
    reading
}

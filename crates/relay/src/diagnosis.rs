//! A diagnosis as lines for people, and as JSON for programs. `explain` and `register` print the same.

use std::collections::BTreeSet;

use device_certs::report::printable;
use diagnose::causes::texts;
use diagnose::{Diagnosis, Edit, Evidence, Finding, Observation, Place, Verdict};
use serde_json::{Value, json};

use crate::prose::wrapped;

/// More causes than this help nobody; the JSON has them all.
const MOST: usize = 5;

/// What the evidence comes to, in lines. `text` is what places in text refer to.
pub(crate) fn lines(diagnosis: &Diagnosis, evidence: &Evidence, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    match diagnosis.verdict {
        Verdict::Causes => {}
        Verdict::Unknown => {
            lines.extend(wrapped(
                "",
                "I don't know: something failed, and nothing that is known here explains it.",
            ));
        }
        Verdict::Nothing => {
            lines.push("Nothing is wrong with it, as far as can be seen.".to_owned())
        }
        Verdict::Empty => lines.push("Nothing in it tells whether something is wrong.".to_owned()),
    }
    for (index, finding) in diagnosis.findings.iter().take(MOST).enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        cause(index + 1, finding, evidence, text, &mut lines);
    }
    let more = diagnosis.findings.len().saturating_sub(MOST);
    if more > 0 {
        let rest = diagnosis
            .findings
            .iter()
            .skip(MOST)
            .map(|finding| finding.cause.id);
        lines.push(String::new());
        lines.extend(wrapped(
            "Less likely: ",
            &rest.collect::<Vec<_>>().join(", "),
        ));
    }
    if !diagnosis.questions.is_empty() {
        lines.push(String::new());
        lines.push("To be surer:".to_owned());
        for question in &diagnosis.questions {
            let about = match question.about.as_slice() {
                [one] => format!("tells more of {one}"),
                many => format!(
                    "tells {} apart",
                    many.iter()
                        .take(MOST)
                        .copied()
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            };
            lines.extend(wrapped(
                "- ",
                &format!("{} ({about})", question.ask.request()),
            ));
        }
    }
    lines
}

fn cause(
    number: usize,
    finding: &Finding,
    evidence: &Evidence,
    text: &str,
    lines: &mut Vec<String>,
) {
    let cause = finding.cause;
    lines.extend(wrapped(
        &format!("{number}. "),
        &format!(
            "{}: {} [{}]",
            finding.sureness.as_str(),
            cause.title,
            cause.id
        ),
    ));
    let mut told = BTreeSet::new();
    for reason in &finding.reasons {
        let Some(seen) = evidence.observations.get(reason.observation) else {
            continue;
        };
        // Once is enough for people; the JSON has every place.
        if !told.insert(seen.sign) {
            continue;
        }
        let first = if reason.weight < 0 {
            "   against: "
        } else {
            "   because: "
        };
        lines.extend(wrapped(
            first,
            &format!("{}{}", printable(&seen.seen), at(&seen.place, text)),
        ));
    }
    if let Some(texts) = texts(cause.id) {
        lines.extend(wrapped("   why: ", texts.why));
        lines.extend(wrapped("   fix: ", texts.fix));
        lines.extend(wrapped("   sure when: ", texts.confirm));
        if let Some(citation) = texts.citations.first() {
            lines.push(format!("   see: {}", citation.url));
        }
    }
    if cause.confidence == diagnose::Confidence::Unproven {
        lines.push("   That the service behaves so is not proven.".to_owned());
    }
}

fn at(place: &Place, text: &str) -> String {
    match place {
        Place::Text(bytes) => {
            let (line, column) = position(text, bytes.start);
            format!(" (line {line}, column {column})")
        }
        Place::Certificate {
            index: Some(index),
            bytes,
        } => {
            format!(
                " (certificate {}, bytes {} to {})",
                index + 1,
                bytes.start,
                bytes.end
            )
        }
        Place::Field(name) => format!(" ({name})"),
        Place::Packet(number) => format!(" (packet {})", number + 1),
        _ => String::new(),
    }
}

/// The line and the character in it, from 1.
pub(crate) fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

/// Every cause with its evidence and its texts.
pub(crate) fn findings(diagnosis: &Diagnosis, evidence: &Evidence) -> Value {
    let findings = diagnosis.findings.iter().map(|finding| {
        let reasons = finding.reasons.iter().filter_map(|reason| {
            let seen = evidence.observations.get(reason.observation)?;
            Some(json!({ "weight": reason.weight, "evidence": observation(seen) }))
        });
        let texts = texts(finding.cause.id);
        let citations = texts.map_or(&[][..], |texts| texts.citations).iter();
        json!({
            "id": finding.cause.id,
            "title": finding.cause.title,
            "seat": finding.cause.seat.as_str(),
            "confidence": finding.cause.confidence.label(),
            "sureness": finding.sureness.as_str(),
            "score": finding.score,
            "reasons": reasons.collect::<Vec<_>>(),
            "why": texts.map(|texts| texts.why),
            "confirm": texts.map(|texts| texts.confirm),
            "fix": texts.map(|texts| texts.fix),
            "citations": citations.map(|one| json!({ "label": one.label, "url": one.url })).collect::<Vec<_>>(),
        })
    });
    Value::Array(findings.collect())
}

/// What to ask for.
pub(crate) fn questions(diagnosis: &Diagnosis) -> Value {
    let questions = diagnosis.questions.iter().map(|question| {
        json!({ "ask": question.ask.as_str(), "request": question.ask.request(), "about": question.about })
    });
    Value::Array(questions.collect())
}

fn observation(seen: &Observation) -> Value {
    let edit = seen.edit.as_ref();
    json!({
        "sign": seen.sign.id(),
        "seen": seen.seen,
        "place": place(&seen.place),
        "edit": edit.map(|Edit { place: at, by }| json!({ "place": place(at), "by": by })),
    })
}

fn place(place: &Place) -> Value {
    match place {
        Place::Text(bytes) => json!({ "in": "text", "start": bytes.start, "end": bytes.end }),
        Place::Certificate { index, bytes } => {
            json!({ "in": "certificate", "certificate": index, "start": bytes.start, "end": bytes.end })
        }
        Place::Field(name) => json!({ "in": "field", "field": name }),
        Place::Packet(number) => json!({ "in": "packet", "packet": number }),
        Place::Session => json!({ "in": "session" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_from_one_in_characters() {
        assert_eq!(position("ab\ncäd", 6), (2, 3));
        assert_eq!(position("", 0), (1, 1));
        assert_eq!(
            position("ä", 1),
            (1, 2),
            "inside of a character is somewhere, and no panic"
        );
    }
}

//! Patience: `retry-after`, and polling until there is an end.

use dps_protocol::topics::{RequestTopic, ResponseTopic};

use super::story::{Said, Story};
use super::{Exhibit, Found};
use crate::decision::Rule;

/// Clocks and schedulers differ by so much.
const TOLERANCE_MICROS: i64 = 100_000;

/// Longer than this nobody need wait: the C SDK's own ceiling.
const MAX_RETRY_AFTER_SECS: u64 = 300;

const MICROS_PER_SEC: i64 = 1_000_000;

/// A wait that was asked for, and how long it was.
struct Wait {
    asked_secs: u64,
    micros: i64,
    evidence: [Exhibit; 2],
}

pub(super) fn after_register(story: &Story<'_>) -> Found {
    judge(story, |request| {
        matches!(request, RequestTopic::Register { .. })
    })
}

pub(super) fn between_polls(story: &Story<'_>) -> Found {
    judge(story, |request| {
        matches!(request, RequestTopic::OperationStatus { .. })
    })
}

/// Judges the waits after 202 to requests of this kind.
fn judge(story: &Story<'_>, is_meant: fn(&RequestTopic) -> bool) -> Found {
    let waits: Vec<Wait> = story
        .provisioning()
        .flat_map(|connection| waits(&story.said(connection.session), is_meant))
        .collect();
    let Some(shortest) = waits.iter().min_by_key(|wait| {
        wait.micros - i64::try_from(wait.asked_secs).unwrap_or(0) * MICROS_PER_SEC
    }) else {
        return Found::not_seen("no retry-after above 0 was followed by another request");
    };
    let asked = shortest.asked_secs;
    let waited = shortest.micros as f64 / MICROS_PER_SEC as f64;
    let least = i64::try_from(asked).unwrap_or(0) * MICROS_PER_SEC - TOLERANCE_MICROS;
    let why = format!("asked to wait {asked} s, it waited {waited:.2} s");
    let evidence = shortest.evidence.to_vec();
    if shortest.micros < least {
        Found::failed(why, evidence)
    } else {
        Found::passed(why, evidence)
    }
}

fn waits(said: &[Said<'_>], is_meant: fn(&RequestTopic) -> bool) -> Vec<Wait> {
    let mut waits = Vec::new();
    let mut asked: Option<(u64, Exhibit)> = None;
    let mut last_is_meant = false;
    for said in said {
        if let Some(request) = request(said) {
            if let Some((asked_secs, before)) = asked.take() {
                waits.push(Wait {
                    asked_secs,
                    micros: said.entry.at.unix_micros() - before.at.unix_micros(),
                    evidence: [before, said.entry.into()],
                });
            }
            last_is_meant = is_meant(&request);
        } else if let Some(response) = response(said) {
            let secs = response.retry_after_secs.unwrap_or(0);
            let counts = last_is_meant
                && response.status == 202
                && (1..=MAX_RETRY_AFTER_SECS).contains(&secs);
            asked = counts.then(|| (secs, said.entry.into()));
        }
    }
    waits
}

pub(super) fn request(said: &Said<'_>) -> Option<RequestTopic> {
    RequestTopic::parse(&said.published()?.topic).ok()
}

pub(super) fn response(said: &Said<'_>) -> Option<ResponseTopic> {
    ResponseTopic::parse(&said.answered()?.topic).ok()
}

pub(super) fn polls_to_the_end(story: &Story<'_>) -> Found {
    let entries = || story.entries.iter().copied();
    let assigned: Vec<Exhibit> = entries()
        .filter(|entry| entry.rule == Some(Rule::Assigned))
        .map(Exhibit::from)
        .collect();
    if !assigned.is_empty() {
        return Found::passed("it polled until it was assigned", assigned);
    }
    let ended = entries().find(|entry| {
        entry.packet.is_none() && entry.what.starts_with("failed with ")
            || entry.rule == Some(Rule::EntryDisabled)
    });
    if let Some(ended) = ended {
        return Found::passed(
            "it polled until the registration had ended",
            vec![ended.into()],
        );
    }
    let mut accepted = entries().filter(|entry| {
        matches!(
            entry.rule,
            Some(Rule::IndividualMatches | Rule::GroupMatches)
        )
    });
    match accepted.next_back() {
        Some(last) => Found::failed(
            "its registration was accepted, and it never asked how it ended",
            vec![last.into()],
        ),
        None => Found::not_seen("no registration was accepted"),
    }
}

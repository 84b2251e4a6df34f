//! Coming again after a failure: later each time, and not by the clock.

use super::story::{Story, arrival};
use super::waiting::{request, response};
use super::{Exhibit, Found};
use crate::Timestamp;

/// The faults that end a connection.
pub(super) const DROPS: &[&str] = &[
    "drop_after_register",
    "drop_after_poll",
    "drop_after_suback",
    "connection_dropped",
    "handshake_aborted",
    "keep_alive_cut",
];

const MICROS_PER_SEC: i64 = 1_000_000;

/// Sooner than this a fleet hammers the service: the backoff that Microsoft's embedded SDK begins with.
const LEAST_MICROS: i64 = MICROS_PER_SEC;

/// Clocks and schedulers differ by so much.
const TOLERANCE_MICROS: i64 = 100_000;

/// So many delays show whether there is a pattern.
const ENOUGH: usize = 3;

/// Delays that differ by less than one part in this many are the same.
const SAME_WITHIN: i64 = 50;

/// A failure, and the next attempt.
struct Delay {
    micros: i64,
    /// What was asked for, in microseconds, if anything.
    asked: i64,
    evidence: [Exhibit; 2],
}

pub(super) fn after_connack_3(story: &Story<'_>) -> Found {
    judge(&reconnections(story, &["connack_3"]))
}

pub(super) fn after_drops(story: &Story<'_>) -> Found {
    judge(&reconnections(story, DROPS))
}

pub(super) fn after_429(story: &Story<'_>) -> Found {
    judge(&repetitions(story, |status| status == 429))
}

pub(super) fn after_5xx(story: &Story<'_>) -> Found {
    judge(&repetitions(story, |status| status >= 500))
}

/// From each of these faults to the next connection.
fn reconnections(story: &Story<'_>, faults: &[&str]) -> Vec<Delay> {
    let fired = story
        .entries
        .iter()
        .copied()
        .filter(|entry| entry.fault.is_some_and(|fault| faults.contains(&fault)));
    let delay = |entry: &crate::HistoryEntry| {
        // A cut comes later than the fault that arranged for it.
        let mut connections = story.connections.iter();
        let ended = connections
            .find(|connection| connection.session == entry.session)
            .and_then(|connection| connection.closed_at)?;
        let next = story.next_arrival(entry.session, ended)?;
        Some(Delay {
            micros: passed(ended, next.opened_at),
            asked: 0,
            evidence: [entry.into(), arrival(next, "came again".to_owned())],
        })
    };
    fired.filter_map(delay).collect()
}

/// From each answer with such a status to the next request, on whatever connection.
fn repetitions(story: &Story<'_>, is_meant: fn(u16) -> bool) -> Vec<Delay> {
    let mut delays = Vec::new();
    let mut failed: Option<(i64, Exhibit)> = None;
    for connection in story.provisioning() {
        for said in story.said(connection.session) {
            if let Some(response) = response(&said) {
                let asked = response.retry_after_secs.unwrap_or(0);
                let asked = i64::try_from(asked)
                    .unwrap_or(0)
                    .saturating_mul(MICROS_PER_SEC);
                failed = is_meant(response.status).then(|| (asked, said.entry.into()));
            } else if request(&said).is_some()
                && let Some((asked, before)) = failed.take()
            {
                delays.push(Delay {
                    micros: passed(before.at, said.entry.at),
                    asked,
                    evidence: [before, said.entry.into()],
                });
            }
        }
    }
    delays
}

fn passed(from: Timestamp, to: Timestamp) -> i64 {
    to.unix_micros() - from.unix_micros()
}

fn judge(delays: &[Delay]) -> Found {
    let Some(hastiest) = delays.iter().min_by_key(|delay| delay.micros - delay.asked) else {
        return Found::not_seen("it did not fail so, or did not come again");
    };
    let secs = |micros: i64| micros as f64 / MICROS_PER_SEC as f64;
    let least = LEAST_MICROS.max(hastiest.asked) - TOLERANCE_MICROS;
    if hastiest.micros < least {
        let why = format!(
            "it tried again after {:.2} s, which is sooner than {:.0} s",
            secs(hastiest.micros),
            secs(LEAST_MICROS.max(hastiest.asked)),
        );
        return Found::failed(why, hastiest.evidence.to_vec());
    }
    let listed: Vec<String> = delays
        .iter()
        .map(|delay| format!("{:.2}", secs(delay.micros)))
        .collect();
    let listed = listed.join(", ");
    let evidence = delays.iter().flat_map(|delay| delay.evidence.clone());
    let evidence = evidence.collect();
    if delays.len() < ENOUGH {
        let why =
            format!("it waited {listed} s; from {ENOUGH} on it can be said whether with jitter");
        return Found::passed(why, evidence);
    }
    let most = delays.iter().map(|delay| delay.micros).max().unwrap_or(0);
    let fewest = delays.iter().map(|delay| delay.micros).min().unwrap_or(0);
    if (most - fewest).saturating_mul(SAME_WITHIN) < most {
        let why =
            format!("it waited {listed} s: always the same, so that a fleet comes back at once");
        return Found::failed(why, evidence);
    }
    Found::passed(format!("it waited {listed} s"), evidence)
}

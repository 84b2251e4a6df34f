//! The device's time and the service's, side by side: answers carry the time of the service, and the log has its own.

use super::search::{all, line, piece};
use super::{Reading, dates};
use crate::{Place, Sign};

/// How the service writes its time: `"timestampUtc":"2026-11-24T08:00:00Z"`, `TimeStamp:11/24/2026 08:00:00`.
const STAMPS: &[&str] = &["timestamputc", "timestamp:"];

/// Two clocks that are further apart than this are not of the same time: zones, and a log that is copied late.
const APART: u64 = 40 * 3600;

/// Further above an answer stands another time.
const ABOVE: usize = 500;

pub(super) fn read(text: &str, reading: &mut Reading) {
    for stamp in STAMPS {
        for at in all(text, stamp).take(20) {
            let said = line(text, at + stamp.len());
            let told =
                said.trim_start_matches(['"', '\\', '\'', ':', ' ', '&', 'q', 'u', 'o', 't', ';']);
            let told = told
                .get(..19)
                .and_then(|time| dates::iso(time).or_else(|| american(time)));
            let Some(told) = told else { continue };
            let Some((from, length, own)) = own(text, at) else {
                continue;
            };
            if own.abs_diff(told) > APART {
                let seen = "the log and the answer in it have times that are days apart";
                let place = Place::Text(from..from + length);
                reading.evidence.push(Sign::ClockAtStart, place, seen);
                reading.evidence.given.insert(crate::Ask::Clock);
                return;
            }
        }
    }
}

/// `11/24/2026 08:00:00`
fn american(time: &str) -> Option<i64> {
    let (date, clock) = time.split_once(' ')?;
    let mut date = date.split('/');
    let (month, day, year) = (date.next()?, date.next()?, date.next()?);
    dates::iso(&format!("{year}-{month}-{day} {clock}"))
}

/// The time that the log itself gives to the line, or to one near above it.
fn own(text: &str, at: usize) -> Option<(usize, usize, i64)> {
    let mut begin = at.saturating_sub(ABOVE);
    while !text.is_char_boundary(begin) {
        begin += 1;
    }
    // Not across a prompt: below it another run begins.
    let near = piece(text, begin..at);
    let mut end = at;
    for said in near.rsplit('\n') {
        let start = end.saturating_sub(said.len());
        end = start.saturating_sub(1);
        // Cut in two by the limit above.
        if start == begin && begin > 0 {
            return None;
        }
        if said.trim_start().starts_with(['$', '>']) {
            return None;
        }
        // The C SDK: `Error: Time:Sat Aug 19 11:02:17 2017 File:`
        let c_sdk = said.split_once("Time:").and_then(|(_, behind)| {
            let words: Vec<&str> = behind.split_ascii_whitespace().take(5).collect();
            let time = words.get(1..)?.join(" ");
            dates::openssl(&time)
        });
        let head: String = said.chars().take(48).collect();
        let head = head.split(['{', '"']).next().unwrap_or_default();
        let head = head.replace(['[', ']', '('], " ").replace('/', "-");
        let found = c_sdk.or_else(|| dates::iso(&head));
        if let Some(time) = found {
            return Some((start, said.len(), time));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let mut reading = Reading::default();
        read(text, &mut reading);
        assert_eq!(reading.evidence.has(Sign::ClockAtStart), expected, "{text}");
    }

    #[test]
    fn days_between_log_and_answer() {
        let answer = "{\"errorCode\":401000,\"timestampUtc\":\"2026-11-24T08:00:00.1Z\"}";
        check(&format!("2026-11-24 09:00:01 dps: {answer}"), false);
        check(&format!("2026-11-24T23:00:01 dps: {answer}"), false);
        check(&format!("2021/01/01 00:00:41 dps: {answer}"), true);
        check(&format!("2021-01-01 00:00:41 refused\n{answer}"), true);
        check(
            &format!("2021-01-01 00:00:41 refused\n$ curl\n{answer}"),
            false,
        );
        check(
            "Error: Time:Sat Aug 19 11:02:17 2017 File:a.c\nInfo: Tracking ID:7a-TimeStamp:09/29/2017 16:11:40",
            true,
        );
        check(&format!("[2020-01-01 00:00:09] dps: {answer}"), true);
        check(answer, false);
    }
}

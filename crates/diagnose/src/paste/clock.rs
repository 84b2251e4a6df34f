//! What a device takes for the time.

use super::Reading;
use super::search::find;
use super::transcript::Piece;
use crate::{Place, Sign};

/// What `date -u` or `timedatectl` printed, beside what the time is.
pub(super) fn read(pieces: &[Piece<'_>], text: &str, now: Option<i64>, reading: &mut Reading) {
    let Some(now) = now else { return };
    for piece in pieces {
        let tool = piece.command.split_ascii_whitespace().next();
        let output = text.get(piece.output.clone()).unwrap_or_default();
        let mut lines = output.split_inclusive('\n').scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line.trim()))
        });
        let found = match tool {
            Some("date") => lines.next(),
            Some("timedatectl") => lines.find(|(_, line)| line.starts_with("Universal time")),
            _ => None,
        };
        let Some((start, line)) = found else { continue };
        let said = super::dates::date_command(line).or_else(|| super::dates::iso(line));
        let Some(said) = said else { continue };
        let start = piece.output.start + start;
        let place = Place::Text(start..start + line.len());
        reading.evidence.given.insert(crate::Ask::Clock);
        let seen = format!("the device takes it for {line:?}");
        // What was pasted may be some hours old.
        let sign = if said.abs_diff(now) < TOLERANCE {
            Sign::ClockRight
        } else {
            Sign::ClockAtStart
        };
        reading.evidence.push(sign, place, seen);
    }
}

/// A clock that is as near as this to the time of the page counts as right.
const TOLERANCE: u64 = 36 * 3600;

/// Further than this back no line belongs to an answer.
const LINES: usize = 3;

/// A log whose times are far from now where a certificate is out of its dates.
pub(super) fn logged(text: &str, now: Option<i64>, reading: &mut Reading) {
    let known = [Sign::ClockAtStart, Sign::ClockRight];
    if known.iter().any(|sign| reading.evidence.has(*sign)) {
        return;
    }
    if let Some((bytes, seen)) = beside_dates(text, now, reading).or_else(|| of_old(text)) {
        reading
            .evidence
            .push(Sign::ClockAtStart, Place::Text(bytes), seen);
    }
}

type Found = (std::ops::Range<usize>, String);

/// A log that ends at a time when there was no such service, as that of a clock that was never set.
fn of_old(text: &str) -> Option<Found> {
    /// 2010-01-01, in Unix seconds.
    const FIRST: i64 = 1_262_304_000;
    let mut end = text.len();
    for line in text.rsplit('\n') {
        let start = end.saturating_sub(line.len());
        if let Some(own) = head(line) {
            let seen = "the log is of a time before there was such a service";
            return (own < FIRST).then(|| (start..end, seen.to_owned()));
        }
        end = start.saturating_sub(1);
    }
    None
}

/// A year is not made up for by a paste of yesterday.
const LONG: u64 = 90 * 24 * 3600;

fn beside_dates(text: &str, now: Option<i64>, reading: &Reading) -> Option<Found> {
    let now = now?;
    let dated = [Sign::ServerExpired, Sign::ServerNotYetValid];
    let seen = reading.evidence.observations.iter();
    let mut places = seen.filter(|seen| dated.contains(&seen.sign));
    places.find_map(|seen| {
        let Place::Text(bytes) = &seen.place else {
            return None;
        };
        let mut end = bytes.start;
        for line in text.get(..end)?.rsplit('\n').take(LINES) {
            let start = end.saturating_sub(line.len());
            if let Some(own) = head(line) {
                let wrong = own.abs_diff(now) > LONG;
                return wrong.then(|| (start..end, "the log is of another year".to_owned()));
            }
            end = start.saturating_sub(1);
        }
        None
    })
}

/// The time at the beginning of a line of a log, with its year.
fn head(line: &str) -> Option<i64> {
    const HEAD: usize = 48;
    if let Some(at) = find(line, "time:", 0) {
        let words = line.get(at + "time:".len()..)?;
        let words: Vec<&str> = words.split_ascii_whitespace().take(5).collect();
        return super::dates::date_command(&words.join(" "));
    }
    let mut end = HEAD.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let head = line
        .get(..end)?
        .trim_start_matches(['[', '<', '(', '"', ' ']);
    super::dates::iso(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_ends_where_clocks_start_is_of_a_wrong_clock() {
        let wrong = |log: &str| {
            let mut reading = Reading::default();
            logged(log, None, &mut reading);
            reading.evidence.has(Sign::ClockAtStart)
        };
        assert!(wrong(
            "Error: Time:Fri Dec 31 00:00:00 1999 File:a.c refused\nand no more\n"
        ));
        assert!(wrong("2000-01-01T00:00:41Z refused\n"));
        assert!(!wrong(
            "2000-01-01T00:00:41Z waiting for time\n2026-11-24T09:00:00Z refused\n"
        ));
        assert!(!wrong("refused, and no time is told\n"));
    }

    #[test]
    fn a_log_of_another_year_says_that_the_clock_is_wrong() {
        let wrong = |log: &str| {
            let mut reading = Reading::default();
            let place = Place::Text(log.len()..log.len());
            reading.evidence.push(Sign::ServerNotYetValid, place, "");
            logged(log, Some(1_795_507_200), &mut reading);
            reading.evidence.has(Sign::ClockAtStart)
        };
        assert!(wrong("2016-01-01 00:05:12 failed: "));
        assert!(wrong("Error: Time:Sat Aug 19 11:02:17 2017 File:x.c "));
        assert!(!wrong("2026-11-20T09:30:00Z failed: "));
        assert!(!wrong("08:00:00 failed: "));
    }
}

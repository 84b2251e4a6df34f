//! How fast a device asks: the times and the `retry-after` of answers over HTTPS.

use super::search::{all, line, line_start, piece};
use super::{Reading, dates};
use crate::{Place, Sign};

/// An answer: where it stands, when it came, and how long it asks to wait.
struct Answer {
    at: usize,
    when: i64,
    wait: i64,
}

/// Questions that follow an answer sooner than it asked for. Times are in whole seconds: once may be chance.
pub(super) fn read(text: &str, reading: &mut Reading) {
    const SEEN_OFTEN: usize = 2;
    let answers: Vec<Answer> = answers(text).collect();
    let early = answers.windows(2).filter_map(|pair| {
        let [one, next] = pair else { return None };
        let after = next.when.checked_sub(one.when)?;
        (one.wait > 0 && (0..one.wait).contains(&after)).then_some(next.at)
    });
    let early: Vec<usize> = early.collect();
    let Some(at) = early.last().filter(|_| early.len() >= SEEN_OFTEN) else {
        return;
    };
    let seen = format!(
        "{} questions come sooner than the retry-after before them asks for",
        early.len()
    );
    let end = at + line(text, *at).len();
    reading
        .evidence
        .push(Sign::PolledEarly, Place::Text(*at..end), seen);
}

/// The same in the log of an MQTT client that writes the time of day: `20:02:47.659 $dps/registrations/res/202/?..`.
pub(super) fn logged(text: &str, reading: &mut Reading) {
    const SEEN_OFTEN: usize = 2;
    /// In milliseconds: a clock may be read a little late.
    const LENIENT: i64 = 250;
    /// So soon nobody asks again: each layer of a client tells of the same answer.
    const TOLD_AGAIN: i64 = 50;
    let answers = all(text, "registrations/res/202/").filter_map(|at| {
        let before = piece(text, line_start(text, at)..at);
        let when = before
            .split([' ', '[', 'T', '\t'])
            .rev()
            .find_map(time_of_day)?;
        let behind = line(text, at);
        let wait = behind.split("retry-after=").nth(1)?;
        let digits = wait.bytes().take_while(u8::is_ascii_digit).count();
        let wait: i64 = wait.get(..digits)?.parse().ok()?;
        Some(Answer {
            at,
            when,
            wait: wait.saturating_mul(1000),
        })
    });
    let answers: Vec<Answer> = answers.collect();
    let early = answers.windows(2).filter_map(|pair| {
        let [one, next] = pair else { return None };
        let after = next.when.checked_sub(one.when)?;
        (one.wait > LENIENT && (TOLD_AGAIN..one.wait - LENIENT).contains(&after)).then_some(next.at)
    });
    let early: Vec<usize> = early.collect();
    let Some(at) = early.last().filter(|_| early.len() >= SEEN_OFTEN) else {
        return;
    };
    let seen = format!(
        "{} answers come sooner than the retry-after before them asks to wait",
        early.len()
    );
    let end = at + line(text, *at).len();
    reading
        .evidence
        .push(Sign::PolledEarly, Place::Text(*at..end), seen);
}

/// `20:02:47.659`, with or without what follows, in milliseconds since midnight. Whole seconds are too coarse.
fn time_of_day(word: &str) -> Option<i64> {
    let word = word.trim_end_matches(['Z', ']', ':', ',']);
    let mut parts = word.split([':', '.', ',']);
    let mut number = |length: usize| {
        let part = parts.next()?;
        (part.len() == length)
            .then(|| part.parse::<i64>().ok())
            .flatten()
    };
    let (hour, minute, second, milli) = (number(2)?, number(2)?, number(2)?, number(3)?);
    Some(((hour * 60 + minute) * 60 + second) * 1000 + milli)
}

/// A head is not longer than this.
const LONGEST: usize = 1000;

/// The heads of answers to polls and registrations that are shown.
fn answers(text: &str) -> impl Iterator<Item = Answer> {
    all(text, "\nhttp/").filter_map(|at| {
        let head = piece(text, at + 1..(at + LONGEST).min(text.len()));
        let head = head.split("\n\n").next().unwrap_or_default();
        let value = |name: &str| {
            let mut lines = head.lines().map(str::trim);
            lines.find_map(|line| {
                let (found, value) = line.split_once(':')?;
                found.eq_ignore_ascii_case(name).then_some(value.trim())
            })
        };
        let wait = value("retry-after")?.parse().ok()?;
        // `Tue, 24 Nov 2026 15:59:34 GMT`
        let mut words = value("date")?.split_ascii_whitespace().skip(1);
        let (day, month, year) = (words.next()?, words.next()?, words.next()?);
        let when = dates::openssl(&format!("{month} {day} {} {year}", words.next()?))?;
        Some(Answer {
            at: at + 1,
            when,
            wait,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn early(seconds: &[u8]) -> bool {
        let answers = seconds.iter().map(|second| {
            format!("$ curl\nHTTP/1.1 202 Accepted\nretry-after: 2\ndate: Tue, 24 Nov 2026 15:59:{second:02} GMT\n\n{{}}\n")
        });
        let mut reading = Reading::default();
        read(&answers.collect::<String>(), &mut reading);
        reading.evidence.has(Sign::PolledEarly)
    }

    #[test]
    fn logs_with_the_time_of_day_tell_how_fast_a_client_asks() {
        let told = |times: &[&str]| {
            let lines = times.iter().map(|time| {
                format!("[{time}] <- $dps/registrations/res/202/?$rid=2&retry-after=3 {{}}\n")
            });
            let mut reading = Reading::default();
            logged(&lines.collect::<String>(), &mut reading);
            reading.evidence.has(Sign::PolledEarly)
        };
        assert!(told(&["09:59:58.100", "09:59:58.700", "09:59:59.400"]));
        assert!(!told(&["09:59:58.100", "10:00:01.150", "10:00:04.300"]));
        assert!(
            !told(&["09:59:58", "09:59:59", "10:00:00"]),
            "whole seconds"
        );
        let layers = [
            "09:59:58.100",
            "09:59:58.101",
            "09:59:58.103",
            "09:59:58.104",
        ];
        assert!(!told(&layers), "told by each layer");
    }

    #[test]
    fn who_waits_is_not_called_early() {
        assert!(!early(&[1, 3, 5, 8]));
        assert!(!early(&[1, 2, 5]), "once may be chance");
        assert!(early(&[1, 1, 2]));
    }
}

//! Two programs with one name: each loses its connection when the other one connects.

use super::Reading;
use super::search::says;
use crate::{Place, Sign};

/// One line about a connection: who writes it, and whether it is there now.
struct Turn<'a> {
    who: &'a str,
    connected: bool,
    at: usize,
    length: usize,
}

/// The turns of several programs in one log: `telemetry[711]: connected`, `streams[745]: disconnected`.
pub(super) fn read(text: &str, reading: &mut Reading) {
    const SEEN_OFTEN: usize = 2;
    let turns = turns(text);
    let taken = turns.windows(2).filter_map(|pair| {
        let [one, other] = pair else { return None };
        let displaced = one.connected && !other.connected && one.who != other.who;
        displaced.then_some(other)
    });
    let taken: Vec<&Turn<'_>> = taken.collect();
    if let Some(last) = taken.last().filter(|_| taken.len() >= SEEN_OFTEN) {
        let seen = "one program loses its connection as often as the other one connects";
        let place = Place::Text(last.at..last.at + last.length);
        reading.evidence.push(Sign::TwoConnections, place, seen);
    }
}

fn turns(text: &str) -> Vec<Turn<'_>> {
    let lost = [
        "unauthenticated",
        "disconnected",
        "connection lost",
        "lost connection",
        "displaced",
    ];
    let there = ["authenticated", "connected", "connack (0"];
    let any = |line: &str, words: &[&str]| words.iter().any(|word| says(line, word));
    let mut start = 0;
    let mut turns = Vec::new();
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        // `name[711]:` somewhere in the head of the line.
        let Some((head, _)) = line.split_once("]:") else {
            continue;
        };
        let who = head.rsplit(' ').next().unwrap_or_default();
        let process = who.contains('[') && who.ends_with(|last: char| last.is_ascii_digit());
        let connected = match (any(line, &lost), any(line, &there)) {
            (true, _) => false,
            (_, true) => true,
            _ => continue,
        };
        if process {
            turns.push(Turn {
                who,
                connected,
                at,
                length: line.trim_end().len(),
            });
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let mut reading = Reading::default();
        read(text, &mut reading);
        assert_eq!(
            reading.evidence.has(Sign::TwoConnections),
            expected,
            "{text}"
        );
    }

    #[test]
    fn programs_that_displace_each_other() {
        let round = "a[1]: hub connected\nb[2]: disconnected rc=7\nb[2]: hub connected\na[1]: disconnected rc=7\n";
        check(round, true);
        check(&round.replace("b[2]", "a[1]"), false);
        check("a[1]: connected\nb[2]: disconnected\n", false);
    }
}

//! What a device takes for the time.

use super::Reading;
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

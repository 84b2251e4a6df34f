//! What a device takes for the time.

use super::Reading;
use super::search::{all, piece, run};
use crate::{Place, Sign};

/// What `date -u` printed, beside what the time is.
pub(super) fn read(text: &str, now: Option<i64>, reading: &mut Reading) {
    let Some(now) = now else { return };
    for at in all(text, "$ date") {
        let start = run(text, at, |byte| byte != b'\n');
        let end = run(text, start + 1, |byte| byte != b'\n');
        let line = piece(text, start..end).trim();
        let Some(said) = super::dates::date_command(line) else {
            continue;
        };
        let place = Place::Text(start + 1..end);
        reading.evidence.given.insert(crate::Ask::Clock);
        // What was pasted may be some hours old.
        if said.abs_diff(now) < TOLERANCE {
            reading.evidence.push(
                Sign::ClockRight,
                place,
                format!("the device takes it for {line:?}"),
            );
        } else {
            reading.evidence.push(
                Sign::ClockAtStart,
                place,
                format!("the device takes it for {line:?}"),
            );
        }
    }
}

/// A clock that is as near as this to the time of the page counts as right.
const TOLERANCE: u64 = 36 * 3600;

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
        let year = line.split_whitespace().find_map(|word| {
            let year: i64 = word.parse().ok()?;
            (1960..2200).contains(&year).then_some(year)
        });
        let Some(year) = year else { continue };
        let real: Option<i64> = device_certs::time::rfc3339(now)
            .get(..4)
            .and_then(|year| year.parse().ok());
        let place = Place::Text(start + 1..end);
        reading.evidence.given.insert(crate::Ask::Clock);
        if real == Some(year) {
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

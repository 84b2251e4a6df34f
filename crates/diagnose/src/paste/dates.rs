//! Dates as OpenSSL prints them.

use device_certs::time::Civil;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `Nov 24 08:00:00 2026 GMT`, in Unix seconds.
pub(super) fn openssl(text: &str) -> Option<i64> {
    let mut words = text.split_ascii_whitespace();
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let day = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':');
    let mut two = || clock.next()?.parse().ok();
    let (hour, minute, second) = (two()?, two()?, two()?);
    let year = words.next()?.parse().ok()?;
    let civil = Civil {
        year,
        month: u8::try_from(month).ok()? + 1,
        day,
        hour,
        minute,
        second,
    };
    civil.to_unix()
}

/// `Tue Nov 24 08:00:00 UTC 2026`, as `date -u` has it, and `Tue Nov 24 08:00:00 AM UTC 2026`, in Unix seconds.
pub(super) fn date_command(text: &str) -> Option<i64> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let (month, day, clock) = (words.get(1)?, words.get(2)?, words.get(3)?);
    let year = words.last()?;
    let secs = openssl(&format!("{month} {day} {clock} {year}"))?;
    Some(match (words.contains(&"PM"), clock.starts_with("12")) {
        (true, false) => secs + 12 * 3600,
        (false, true) if words.contains(&"AM") => secs - 12 * 3600,
        _ => secs,
    })
}

/// The first `2026-11-24 08:00:00` or `2026-11-24T08:00:00` of a line, in Unix seconds.
pub(super) fn iso(line: &str) -> Option<i64> {
    let words: Vec<&str> = line.split([' ', 'T', '\t']).collect();
    words.windows(2).find_map(|pair| {
        let [date, clock] = pair else { return None };
        let mut date = date.split('-');
        let (year, month, day) = (date.next()?, date.next()?, date.next()?);
        let seconds = clock.get(..8)?.split(':');
        let mut seconds = seconds.map(str::parse::<u8>);
        let civil = Civil {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
            hour: seconds.next()?.ok()?,
            minute: seconds.next()?.ok()?,
            second: seconds.next()?.ok()?,
        };
        civil.to_unix()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_nonsense_is_not() {
        let eight = Some(1_795_507_200);
        assert_eq!(openssl("Nov 24 08:00:00 2026 GMT"), eight);
        assert_eq!(date_command("Tue Nov 24 08:00:00 UTC 2026"), eight);
        assert_eq!(date_command("Tue Nov 24 08:00:00 AM UTC 2026"), eight);
        assert_eq!(
            date_command("Tue Nov 24 08:00:00 PM UTC 2026"),
            eight.map(|secs| secs + 43_200)
        );
        assert_eq!(iso("2026-11-24T08:00:00Z"), eight);
        assert_eq!(iso("Universal time: Tue 2026-11-24 08:00:00 UTC"), eight);
        assert_eq!(iso("2026-11-24 early"), None);
        assert_eq!(openssl("Brumaire 3 08:00:00 2026"), None);
        assert_eq!(openssl("Nov 24 8"), None);
        assert_eq!(date_command(""), None);
    }
}

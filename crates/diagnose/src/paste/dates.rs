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
    // `Mon 11 Feb 10:12:49 GMT 2019`
    let (month, day) = match MONTHS.contains(day) {
        true => (day, month),
        false => (month, day),
    };
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

/// How tools announce when a certificate begins.
const SINCE: &[&str] = &[
    "valid from:",
    "gültig von:",
    "valide du",
    "válido desde:",
    "valido da:",
    "not before",
    "notbefore",
    "activated",
    "gültig ab",
    "activation time:",
];

/// And when it ends.
const UNTIL: &[&str] = &[
    "until:",
    " bis:",
    " au :",
    " au:",
    "hasta:",
    " a:",
    "not after",
    "notafter",
    "expires",
    "gültig bis",
    "expiration time:",
    "valid until",
];

/// Beginning and end of a certificate, as far as a line tells them: `Valid from: .. until: ..`, `NotAfter : ..`,
/// `activated `..', expires `..'`.
pub(super) fn span(line: &str) -> (Option<i64>, Option<i64>) {
    let lower = line.to_lowercase();
    // Of letters whose small form has another length the places would differ.
    if lower.len() != line.len() {
        return (None, None);
    }
    let behind = |names: &[&str]| {
        let name = names
            .iter()
            .find_map(|name| Some(lower.find(name)? + name.len()))?;
        let rest = line.get(name..)?;
        any(rest.trim_start_matches([' ', ':', '=', '`', '\'']))
    };
    (behind(SINCE), behind(UNTIL))
}

/// A date however it is written, at the beginning of a text: `Jun 14 08:00:00 2026 GMT`, `Fri Jun 14 08:00:00 CEST
/// 2026`, `2026-06-14 08:00:00`, `14.06.2026 08:00`, `6/14/2026 8:00 AM`.
fn any(text: &str) -> Option<i64> {
    let words: Vec<&str> = text
        .split([' ', '\t', '\'', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let first = *words.first()?;
    let upto = |count: usize| {
        words
            .iter()
            .take(count)
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    };
    if MONTHS.contains(&first) {
        return openssl(&upto(4));
    }
    if let Some(year) = words.get(5).filter(|_| first.len() == 3) {
        // The zone is some hours at most.
        let (month, day, clock) = (words.get(1)?, words.get(2)?, words.get(3)?);
        if MONTHS.contains(month) {
            return openssl(&format!("{month} {day} {clock} {year}"));
        }
    }
    if first.get(4..5) == Some("-") {
        return iso(text);
    }
    numbered(first, words.get(1).copied().unwrap_or("0:0"))
}

/// `14.06.2026`, and `6/14/2026` where the first cannot be a day or the second no month; what could be both is taken as
/// the later of the two by nobody, and so is none.
fn numbered(date: &str, clock: &str) -> Option<i64> {
    let dotted = date.contains('.');
    let mut parts = date.trim_matches('`').split(['.', '/']);
    let (one, two) = (
        parts.next()?.parse::<u8>().ok()?,
        parts.next()?.parse::<u8>().ok()?,
    );
    let year = parts.next()?.parse().ok()?;
    let (day, month) = match (dotted, one > 12, two > 12) {
        (true, ..) | (false, true, false) => (one, two),
        (false, false, true) => (two, one),
        // Both orders are in use: the same day of the month is clear in both.
        _ if one == two => (one, two),
        _ => return None,
    };
    let mut clock = clock.split(':');
    let hour = clock.next().and_then(|hour| hour.parse().ok()).unwrap_or(0);
    let minute = clock
        .next()
        .and_then(|minute| minute.get(..2)?.parse().ok());
    let civil = Civil {
        year,
        month,
        day,
        hour,
        minute: minute.unwrap_or(0),
        second: 0,
    };
    civil.to_unix()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_in_many_dresses() {
        let eight = Some(1_795_507_200);
        for line in [
            "Valid from: Mon Nov 02 08:00:00 CET 2026 until: Tue Nov 24 08:00:00 CET 2026",
            "Gültig von: Mon Nov 02 08:00:00 CET 2026 bis: Tue Nov 24 08:00:00 CET 2026",
            "NotAfter: 24.11.2026 08:00",
            "NotAfter : 11/24/2026 8:00:00 AM",
            "  Not After : Nov 24 08:00:00 2026 GMT",
            "activated `2026-10-02 00:00:00 UTC', expires `2026-11-24 08:00:00 UTC'",
            "\tNot After: Tue Nov 24 08:00:00 UTC 2026",
        ] {
            assert_eq!(span(line).1, eight, "{line}");
        }
        assert_eq!(span("NotAfter: 3/4/2026 08:00"), (None, None));
        assert_eq!(span("expires soon"), (None, None));
    }

    #[test]
    fn dates_are_read_and_nonsense_is_not() {
        let eight = Some(1_795_507_200);
        assert_eq!(openssl("Nov 24 08:00:00 2026 GMT"), eight);
        assert_eq!(date_command("Tue Nov 24 08:00:00 UTC 2026"), eight);
        assert_eq!(date_command("Tue Nov 24 08:00:00 AM UTC 2026"), eight);
        assert_eq!(date_command("Tue 24 Nov 08:00:00 GMT 2026"), eight);
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

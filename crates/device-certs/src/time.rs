//! Civil time and Unix seconds: what a certificate writes, what a computer counts, what a person reads.
//!
//! Everything is UTC, in the proleptic Gregorian calendar; leap seconds do not exist here.

use std::fmt::Write;

/// 9999-12-31T23:59:59Z: what RFC 5280 (4.1.2.5) uses for "no well-defined expiration date".
pub const NO_EXPIRY: i64 = 253_402_300_799;

/// A date and time of day, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// The year, such as 2026.
    pub year: i64,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
}

impl Civil {
    /// The civil time of `secs` seconds since 1970-01-01T00:00:00Z.
    pub fn from_unix(secs: i64) -> Self {
        let second_of_day = secs.rem_euclid(86_400);
        // Howard Hinnant's `civil_from_days`: the year begins in March, so that the leap day comes last.
        let days = secs.div_euclid(86_400) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: small(month),
            day: small(day_of_year - (153 * shifted_month + 2) / 5 + 1),
            hour: small(second_of_day / 3_600),
            minute: small(second_of_day / 60 % 60),
            second: small(second_of_day % 60),
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z; `None` when this is no date, or lies outside the years 0 to 9999.
    pub fn to_unix(self) -> Option<i64> {
        if !(0..=9999).contains(&self.year)
            || !(1..=12).contains(&self.month)
            || !(1..=days_in_month(self.year, self.month)).contains(&self.day)
            || self.hour > 23
            || self.minute > 59
            || self.second > 59
        {
            return None;
        }
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = self.year - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let seconds = i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60;
        Some(days * 86_400 + seconds + i64::from(self.second))
    }
}

fn small(value: i64) -> u8 {
    u8::try_from(value).unwrap_or_default()
}

fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// `2026-11-23T13:18:24Z`.
pub fn rfc3339(secs: i64) -> String {
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = Civil::from_unix(secs);
    let mut text = String::with_capacity(20);
    // Writing into a String cannot fail.
    let _ = write!(
        text,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
    );
    text
}

/// Reads `2026-11-23T13:18:24Z`, with or without a fraction (dropped), with `Z` or an offset such as `+01:00`
/// (RFC 3339).
pub fn parse_rfc3339(text: &str) -> Option<i64> {
    let mut digits = Digits(text.as_bytes());
    let year = digits.number(4)?;
    digits.one_of(b"-")?;
    let month = digits.byte(2)?;
    digits.one_of(b"-")?;
    let day = digits.byte(2)?;
    digits.one_of(b"Tt ")?;
    let hour = digits.byte(2)?;
    digits.one_of(b":")?;
    let minute = digits.byte(2)?;
    digits.one_of(b":")?;
    let second = digits.byte(2)?;
    digits.fraction()?;
    let offset = digits.offset(true)?;
    let civil = Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
    };
    Some(civil.to_unix()? - offset)
}

/// Reads the content of a UTCTime: `YYMMDDhhmmZ` or `YYMMDDhhmmssZ`, or with an offset `+hhmm` as BER allows.
/// Years 50 to 99 are in the twentieth century (RFC 5280, 4.1.2.5.1).
pub fn parse_utc_time(content: &[u8]) -> Option<i64> {
    let mut digits = Digits(content);
    let short = digits.number(2)?;
    let year = if short < 50 {
        2000 + short
    } else {
        1900 + short
    };
    asn1_time(digits, year)
}

/// Reads the content of a GeneralizedTime: `YYYYMMDDhhmmssZ`; a fraction (dropped), missing seconds and an offset
/// are tolerated (RFC 5280, 4.1.2.5.2 allows none of them).
pub fn parse_generalized_time(content: &[u8]) -> Option<i64> {
    let mut digits = Digits(content);
    let year = digits.number(4)?;
    asn1_time(digits, year)
}

fn asn1_time(mut digits: Digits<'_>, year: i64) -> Option<i64> {
    let month = digits.byte(2)?;
    let day = digits.byte(2)?;
    let hour = digits.byte(2)?;
    let minute = digits.byte(2)?;
    let second = if digits.0.first().is_some_and(u8::is_ascii_digit) {
        digits.byte(2)?
    } else {
        0
    };
    digits.fraction()?;
    let offset = digits.offset(false)?;
    let civil = Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
    };
    Some(civil.to_unix()? - offset)
}

struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn number(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        digits.iter().try_fold(0, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + i64::from(digit - b'0'))
        })
    }

    fn byte(&mut self, count: usize) -> Option<u8> {
        u8::try_from(self.number(count)?).ok()
    }

    fn one_of(&mut self, allowed: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        allowed.contains(first).then_some(*first)
    }

    fn fraction(&mut self) -> Option<()> {
        if let Some((b'.' | b',', rest)) = self.0.split_first() {
            let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            self.0 = rest.get(count..)?;
            (count > 0).then_some(())
        } else {
            Some(())
        }
    }

    /// `Z`, `+hhmm` or `+hh:mm` to the end of the text, as seconds east of UTC.
    fn offset(&mut self, colon: bool) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return self.0.is_empty().then_some(0),
        };
        let hours = self.number(2)?;
        if colon {
            self.one_of(b":")?;
        }
        let minutes = self.number(2)?;
        (self.0.is_empty() && hours < 24 && minutes < 60)
            .then_some(sign * (hours * 3_600 + minutes * 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(secs: i64, expected: &str) {
        assert_eq!(rfc3339(secs), expected);
        assert_eq!(parse_rfc3339(expected), Some(secs));
    }

    #[test]
    fn unix_seconds_and_rfc_3339_agree_both_ways() {
        check(0, "1970-01-01T00:00:00Z");
        check(-1, "1969-12-31T23:59:59Z");
        check(951_782_399, "2000-02-28T23:59:59Z");
        check(951_782_400, "2000-02-29T00:00:00Z");
        check(4_107_542_399, "2100-02-28T23:59:59Z");
        check(4_107_542_400, "2100-03-01T00:00:00Z");
        check(NO_EXPIRY, "9999-12-31T23:59:59Z");
        check(-62_167_219_200, "0000-01-01T00:00:00Z");
    }

    #[test]
    fn offsets_and_fractions_are_read() {
        assert_eq!(parse_rfc3339("1970-01-01T01:00:00.25+01:00"), Some(0));
        assert_eq!(parse_utc_time(b"700101000000Z"), Some(0));
        assert_eq!(parse_utc_time(b"7001010000Z"), Some(0));
        assert_eq!(parse_utc_time(b"700101013000+0130"), Some(0));
        assert_eq!(parse_utc_time(b"491231235959Z"), Some(2_524_607_999));
        assert_eq!(parse_utc_time(b"500101000000Z"), Some(-631_152_000));
        assert_eq!(
            parse_generalized_time(b"20500101000000Z"),
            Some(2_524_608_000)
        );
        assert_eq!(parse_generalized_time(b"19700101000000.5Z"), Some(0));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01",
        ] {
            assert_eq!(parse_rfc3339(text), None, "{text:?}");
        }
        for content in [
            &b"700101000000"[..],
            b"700001000000Z",
            b"7001010000",
            b"700101000000Z0",
            b"\xff\xff",
        ] {
            assert_eq!(parse_utc_time(content), None, "{content:?}");
        }
    }

    #[test]
    fn the_ends_of_the_number_line_do_not_panic() {
        assert_eq!(Civil::from_unix(i64::MAX).to_unix(), None);
        assert_eq!(Civil::from_unix(i64::MIN).to_unix(), None);
        assert!(rfc3339(i64::MIN).starts_with('-'));
    }

    #[test]
    fn every_day_survives_the_round_trip() {
        for day in (-719_528..2_932_897).step_by(97) {
            let secs = day * 86_400 + 12_345;
            assert_eq!(Civil::from_unix(secs).to_unix(), Some(secs));
        }
    }
}

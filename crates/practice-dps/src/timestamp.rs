//! The service's clock reading: microseconds, given by the caller.

use std::fmt;

use device_certs::time;

const MICROS_PER_SEC: i64 = 1_000_000;

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `micros` microseconds after 1970 began.
    pub const fn from_unix_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The moment `secs` seconds after 1970 began.
    pub const fn from_unix_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(MICROS_PER_SEC))
    }

    /// Microseconds since 1970 began.
    pub const fn unix_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970 began.
    pub const fn unix_secs(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SEC)
    }

    /// `secs` seconds later.
    pub const fn plus_secs(self, secs: i64) -> Self {
        self.plus_micros(secs.saturating_mul(MICROS_PER_SEC))
    }

    /// `micros` microseconds later.
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// As the service writes it: up to seven fractional digits, trailing zeros trimmed.
    ///
    /// A microsecond clock knows six; `seventh` (0 to 9) is the last, because a client that cannot read
    /// seven digits should find out here.
    pub(crate) fn as_service_writes(self, seventh: u8) -> String {
        let fraction = self.0.rem_euclid(MICROS_PER_SEC) * 10 + i64::from(seventh % 10);
        let digits = format!("{fraction:07}");
        let digits = digits.trim_end_matches('0');
        let whole = time::rfc3339(self.unix_secs());
        let whole = whole.trim_end_matches('Z');
        let point = if digits.is_empty() { "" } else { "." };
        format!("{whole}{point}{digits}Z")
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_service_writes(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(micros: i64, seventh: u8, expected: &str) {
        let moment = Timestamp::from_unix_micros(micros);
        assert_eq!(moment.as_service_writes(seventh), expected);
    }

    #[test]
    fn trailing_zeros_are_trimmed() {
        check(1_673_387_570_589_840, 5, "2023-01-10T21:52:50.5898405Z");
        check(1_673_387_570_589_840, 0, "2023-01-10T21:52:50.58984Z");
        check(1_673_387_570_000_000, 0, "2023-01-10T21:52:50Z");
        check(1_673_387_570_000_001, 0, "2023-01-10T21:52:50.000001Z");
    }

    #[test]
    fn before_1970_and_far_away_are_still_moments() {
        check(-1, 0, "1969-12-31T23:59:59.999999Z");
        assert!(Timestamp::from_unix_secs(i64::MAX) > Timestamp::default());
        assert_eq!(
            Timestamp::from_unix_secs(7).plus_secs(3),
            Timestamp::from_unix_secs(10)
        );
    }
}

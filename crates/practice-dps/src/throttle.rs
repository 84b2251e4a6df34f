//! How often something may happen in a stretch of time.

use crate::Timestamp;

/// Counts in stretches of equal length, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    began_secs: i64,
    count: u32,
}

impl Window {
    /// Counts one more; false when there were `limit` already in the stretch that runs.
    pub(crate) fn admit(&mut self, now: Timestamp, secs: i64, limit: u32) -> bool {
        let now = now.unix_secs();
        if !(self.began_secs..self.began_secs.saturating_add(secs)).contains(&now) {
            *self = Self {
                began_secs: now,
                count: 0,
            };
        }
        let admitted = self.count < limit;
        self.count += u32::from(admitted);
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_stretch_begins_once_the_old_one_is_over_or_the_clock_was_set_back() {
        let mut window = Window::default();
        let mut admit = |secs| window.admit(Timestamp::from_unix_secs(secs), 10, 2);
        assert_eq!(
            [1000, 1009, 1009, 1010, 1010, 1019, 5].map(&mut admit),
            [true, true, false, true, true, false, true]
        );
    }
}

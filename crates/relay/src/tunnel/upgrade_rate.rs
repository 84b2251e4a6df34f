//! How fast tunnels may be opened: a bucket that refills.

use std::time::Instant;

use relay_protocol::limits::{UPGRADE_BURST, UPGRADES_PER_SECOND};

/// A bucket of [`UPGRADE_BURST`] upgrades, refilled with [`UPGRADES_PER_SECOND`].
#[derive(Debug)]
pub(crate) struct UpgradeRate {
    available: f64,
    refilled: Instant,
}

impl UpgradeRate {
    /// A full bucket.
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            available: f64::from(UPGRADE_BURST),
            refilled: now,
        }
    }

    /// Takes one upgrade out, if there is one.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.refilled).as_secs_f64();
        self.available = (self.available + passed * f64::from(UPGRADES_PER_SECOND))
            .min(f64::from(UPGRADE_BURST));
        self.refilled = now;
        let is_available = self.available >= 1.0;
        if is_available {
            self.available -= 1.0;
        }
        is_available
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_taken_and_then_the_rate() {
        let start = Instant::now();
        let mut rate = UpgradeRate::new(start);
        let taken = |rate: &mut UpgradeRate, now| (0..5000).filter(|_| rate.take(now)).count();
        assert_eq!(taken(&mut rate, start), UPGRADE_BURST as usize);
        let later = start + Duration::from_secs(1);
        assert_eq!(taken(&mut rate, later), UPGRADES_PER_SECOND as usize);
        let much_later = start + Duration::from_secs(3600);
        assert_eq!(taken(&mut rate, much_later), UPGRADE_BURST as usize);
    }
}

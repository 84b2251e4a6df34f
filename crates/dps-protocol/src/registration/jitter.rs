//! A little more than has to be waited, so that a fleet that was turned away together does not come back together.

use std::time::Duration;

/// The most that is added to a pause: what the embedded C SDK's documentation suggests.
pub const MAX_JITTER: Duration = Duration::from_secs(5);

/// What is added to the pauses after 429 and 5xx. The same seed gives the same pauses; each device needs its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jitter {
    /// Where it comes from. Nothing secret is made of it.
    pub seed: u64,
    /// The most that is added; never more than the pause itself.
    pub most: Duration,
}

impl Jitter {
    /// From this seed, up to [`MAX_JITTER`].
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            most: MAX_JITTER,
        }
    }

    /// The pause with something added, the `nth` time that one is needed.
    pub(super) fn prolonged(&self, pause: Duration, nth: u32) -> Duration {
        let most = pause.min(self.most);
        // A share of it in parts of 65,536.
        let share = u32::from(draw(self.seed, nth)) + 1;
        pause.saturating_add(most.saturating_mul(share) / 65_536)
    }
}

/// The `nth` number of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014), of which
/// the upper bits are enough.
fn draw(seed: u64, nth: u32) -> u16 {
    let steps = u64::from(nth).wrapping_add(1);
    let mut mixed = seed.wrapping_add(steps.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let [upper, next, ..] = (mixed ^ (mixed >> 31)).to_be_bytes();
    u16::from_be_bytes([upper, next])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_pause_only_becomes_longer_and_not_by_much() {
        for seed in 0..200 {
            let jitter = Jitter::new(seed);
            for nth in 0..20 {
                let pause = jitter.prolonged(SECOND, nth);
                assert!(pause > SECOND && pause <= 2 * SECOND, "{pause:?}");
                let pause = jitter.prolonged(100 * SECOND, nth);
                assert!(pause > 100 * SECOND && pause <= 105 * SECOND, "{pause:?}");
            }
        }
        let longest = Jitter::new(1).prolonged(Duration::MAX, 0);
        assert_eq!(longest, Duration::MAX);
    }

    #[test]
    fn a_seed_gives_the_same_pauses_again_and_another_gives_others() {
        let pauses = |seed| [0, 1, 2].map(|nth| Jitter::new(seed).prolonged(SECOND, nth));
        assert_eq!(pauses(1), pauses(1));
        assert_ne!(pauses(1), pauses(2));
        let [first, second, third] = pauses(1);
        assert!(first != second && second != third);
    }
}

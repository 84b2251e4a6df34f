//! The faults that are switched on, and whether one fires now.

use super::{CERTAIN, Dose, Fault, FaultOrder, Hook};
use crate::random::SeededNumbers;

/// The most faults that can be switched on at once: each of them, with room to spare.
pub const MAX_ACTIVE_FAULTS: usize = 200;

/// Keeps what is drawn for faults apart from what is drawn for identifiers: a fault changes no operation id.
const APART: u64 = 0x6661_756c_7473_2121;

/// A fault that is switched on.
#[derive(Clone, Debug)]
pub struct ActiveFault {
    /// The fault.
    pub fault: &'static Fault,
    /// What is left of its dose. At 0 times it is spent, and stays listed until it is cleared.
    pub dose: Dose,
    /// How often it has fired.
    pub fired: u64,
}

/// What is switched on, in the order in which it was.
#[derive(Debug)]
pub(crate) struct ActiveFaults {
    list: Vec<ActiveFault>,
    numbers: SeededNumbers,
}

impl ActiveFaults {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            list: Vec::new(),
            numbers: SeededNumbers::new(seed ^ APART),
        }
    }

    pub(crate) fn seed(&mut self, seed: u64) {
        self.numbers = SeededNumbers::new(seed ^ APART);
    }

    pub(crate) fn list(&self) -> &[ActiveFault] {
        &self.list
    }

    /// Switches a fault on, anew if it was on. False when there are too many.
    pub(crate) fn set(&mut self, order: FaultOrder) -> bool {
        self.clear(order.fault.id);
        if self.list.len() >= MAX_ACTIVE_FAULTS {
            return false;
        }
        self.list.push(ActiveFault {
            fault: order.fault,
            dose: order.dose,
            fired: 0,
        });
        true
    }

    /// Switches a fault off; false when it was not on.
    pub(crate) fn clear(&mut self, id: &str) -> bool {
        let before = self.list.len();
        self.list.retain(|active| active.fault.id != id);
        self.list.len() < before
    }

    pub(crate) fn clear_all(&mut self) {
        self.list.clear();
    }

    /// The next fault from `start` on that fits and fires now for the device of this name; and where to go on.
    pub(crate) fn fire(
        &mut self,
        start: usize,
        name: Option<&str>,
        fits: &dyn Fn(&Hook) -> bool,
    ) -> Option<(&'static Fault, usize)> {
        for (index, active) in self.list.iter_mut().enumerate().skip(start) {
            let dose = &mut active.dose;
            let is_meant = match &dose.registration_id {
                None => true,
                Some(meant) => name.is_some_and(|name| name.eq_ignore_ascii_case(meant)),
            };
            if dose.times == Some(0) || !is_meant || !fits(&active.fault.hook) {
                continue;
            }
            // Drawn only where chance decides, so that switching on a certain fault changes nothing else.
            if dose.millionths < CERTAIN
                && self.numbers.next() % u64::from(CERTAIN) >= u64::from(dose.millionths)
            {
                continue;
            }
            if let Some(times) = &mut dose.times {
                *times -= 1;
            }
            active.fired += 1;
            return Some((active.fault, index + 1));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fires(active: &mut ActiveFaults, name: Option<&str>) -> Option<&'static str> {
        let fired = active.fire(0, name, &|hook| matches!(hook, Hook::Ping));
        fired.map(|(fault, _)| fault.id)
    }

    fn switched_on(order: &str) -> ActiveFaults {
        let mut active = ActiveFaults::new(7);
        assert!(active.set(FaultOrder::parse(order).unwrap()));
        active
    }

    #[test]
    fn a_dose_is_used_up_and_can_be_given_again() {
        let mut active = switched_on("pingresp_withheld=2");
        for expected in [Some("pingresp_withheld"), Some("pingresp_withheld"), None] {
            assert_eq!(fires(&mut active, None), expected);
        }
        assert_eq!(active.list()[0].fired, 2);
        assert!(active.set(FaultOrder::parse("pingresp_withheld=1").unwrap()));
        assert_eq!(active.list().len(), 1);
        assert!(fires(&mut active, None).is_some());
        assert!(active.clear("pingresp_withheld") && !active.clear("pingresp_withheld"));
    }

    #[test]
    fn a_scope_is_compared_without_case_and_nobody_else_is_hit() {
        let mut active = switched_on("pingresp_withheld=for=Dev-01");
        assert!(fires(&mut active, Some("dev-01")).is_some());
        assert!(fires(&mut active, Some("dev-02")).is_none());
        assert!(fires(&mut active, None).is_none());
    }

    #[test]
    fn chance_is_seeded_and_about_as_likely_as_asked() {
        let draw = || -> Vec<bool> {
            let mut active = switched_on("pingresp_withheld=p=0.25");
            (0..1000)
                .map(|_| fires(&mut active, None).is_some())
                .collect()
        };
        let drawn = draw();
        assert_eq!(drawn, draw());
        let hits = drawn.iter().filter(|hit| **hit).count();
        assert!((180..320).contains(&hits), "{hits}");
    }
}

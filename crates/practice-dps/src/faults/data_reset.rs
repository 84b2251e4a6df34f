//! The substatus says that the device was moved and its data reset.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "data_reset",
    level: Level::Dps,
    title: "the substatus says that the device was moved and its data reset",
    evidence: Evidence::Documented,
    hook: Hook::Outcome(OutcomeFault::Substatus("deviceDataReset")),
};

pub(super) static TEXTS: Texts = Texts {
    id: "data_reset",
    imitates: "A device whose hub has changed, by the policy that starts with the initial twin.",
    teaches: "Throw away the hub and whatever you kept of the twin, and report your properties again.",
    citations: &[sources::REPROVISION],
};

//! The substatus says that the device was moved with its data.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "data_migrated",
    level: Level::Dps,
    title: "the substatus says that the device was moved with its data",
    evidence: Evidence::Documented,
    hook: Hook::Outcome(OutcomeFault::Substatus("deviceDataMigrated")),
};

pub(super) static TEXTS: Texts = Texts {
    id: "data_migrated",
    imitates: "A device whose hub has changed, by the policy that migrates its twin.",
    teaches: "Throw away the hub you remembered, and take the one in assignedHub.",
    citations: &[sources::REPROVISION],
};

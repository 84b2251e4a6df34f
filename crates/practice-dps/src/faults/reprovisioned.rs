//! The substatus says that the device was provisioned before.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "reprovisioned",
    level: Level::Dps,
    title: "the substatus says that the device was provisioned before",
    evidence: Evidence::Observed,
    hook: Hook::Outcome(OutcomeFault::Substatus("reprovisionedToInitialAssignment")),
};

pub(super) static TEXTS: Texts = Texts {
    id: "reprovisioned",
    imitates: "A device that comes again, with API versions from 2019-04-15 on.",
    teaches: "Take it as assigned. A client that knows initialAssignment alone fails on every second start.",
    citations: &[sources::SUBSTATUS_ISSUE, sources::REPROVISION],
};

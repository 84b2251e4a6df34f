//! The registration fails with 401001: no hub is linked.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "failed_401001",
    level: Level::Dps,
    title: "the registration fails with 401001: no hub is linked",
    evidence: Evidence::Observed,
    hook: Hook::Outcome(OutcomeFault::Fail(401_001, "IoTHub not found.")),
};

pub(super) static TEXTS: Texts = Texts {
    id: "failed_401001",
    imitates: "An instance without a linked hub.",
    teaches: "Report code and text; try again in minutes: an operator may be linking one just now.",
    citations: &[sources::TROUBLE],
};

//! The registration fails with 401002 "Invalid certificate", with topic status 200.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "failed_401002_invalid",
    level: Level::Dps,
    title: "the registration fails with 401002 \"Invalid certificate\", with topic status 200",
    evidence: Evidence::Observed,
    hook: Hook::Outcome(OutcomeFault::Fail(401_002, "Invalid certificate")),
};

pub(super) static TEXTS: Texts = Texts {
    id: "failed_401002_invalid",
    imitates: "A certificate that is refused late, while the device polls; seen with and without a full stop.",
    teaches: "Read status in the body: failed comes with topic status 200.",
    citations: &[sources::INVALID_ISSUE, sources::STATUS],
};

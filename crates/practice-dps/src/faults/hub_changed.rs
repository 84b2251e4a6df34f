//! The device is assigned to a hub that is not there.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_changed",
    level: Level::Dps,
    title: "the device is assigned to a hub that is not there",
    evidence: Evidence::Unproven,
    hook: Hook::Outcome(OutcomeFault::Hub("moved.practice.invalid")),
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_changed",
    imitates: "A hub that was deleted, or whose name has not reached DNS yet. The name is reserved and leads nowhere.",
    teaches: "After a few attempts with backoff go back to the provisioning service; do not stay with a hub that is gone.",
    citations: &[sources::SCALE, sources::REPROVISION],
};

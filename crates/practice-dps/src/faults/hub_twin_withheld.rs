//! The hub never answers a request about the twin.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_twin_withheld",
    level: Level::Hub,
    title: "the hub never answers a request about the twin",
    evidence: Evidence::Unproven,
    hook: Hook::Twin(None),
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_twin_withheld",
    imitates: "An answer that is lost inside the hub.",
    teaches: "Give the request a time limit, and ask again with another request id.",
    citations: &[sources::HUB_MQTT],
};

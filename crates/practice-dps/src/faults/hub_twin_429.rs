//! The hub answers 429 to a request about the twin.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_twin_429",
    level: Level::Hub,
    title: "the hub answers 429 to a request about the twin",
    evidence: Evidence::Documented,
    hook: Hook::Twin(Some(429)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_twin_429",
    imitates: "More twin operations than the tier of the hub allows.",
    teaches: "Wait, longer each time and with jitter, and ask again.",
    citations: &[sources::HUB_MQTT],
};

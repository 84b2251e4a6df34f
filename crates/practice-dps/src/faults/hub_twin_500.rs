//! The hub answers 500 to a request about the twin.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_twin_500",
    level: Level::Hub,
    title: "the hub answers 500 to a request about the twin",
    evidence: Evidence::Documented,
    hook: Hook::Twin(Some(500)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_twin_500",
    imitates: "A fault of the hub: the documentation names 5xx as an answer to twin requests.",
    teaches: "Wait, longer each time and with jitter, and ask again.",
    citations: &[sources::HUB_MQTT],
};

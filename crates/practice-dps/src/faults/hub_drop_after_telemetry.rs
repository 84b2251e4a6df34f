//! The hub closes the connection on telemetry.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_drop_after_telemetry",
    level: Level::Hub,
    title: "the hub closes the connection on telemetry",
    evidence: Evidence::Observed,
    hook: Hook::Telemetry,
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_drop_after_telemetry",
    imitates: "What the hub does on a message over its quota, and whenever it is being updated.",
    teaches: "Keep what was not acknowledged, back off, and send it again.",
    citations: &[sources::HUB_MQTT, sources::SCALE],
};

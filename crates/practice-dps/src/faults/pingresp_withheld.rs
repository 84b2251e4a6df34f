//! PINGREQ is never answered.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "pingresp_withheld",
    level: Level::Mqtt,
    title: "PINGREQ is never answered",
    evidence: Evidence::Unproven,
    hook: Hook::Ping,
};

pub(super) static TEXTS: Texts = Texts {
    id: "pingresp_withheld",
    imitates: "A path that carries packets in one direction only.",
    teaches: "Close the connection when no PINGRESP comes in reasonable time; the keep-alive is worth nothing otherwise.",
    citations: &[sources::PING],
};

//! The hub takes telemetry and never acknowledges it.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_puback_withheld",
    level: Level::Hub,
    title: "the hub takes telemetry and never acknowledges it",
    evidence: Evidence::Unproven,
    hook: Hook::Puback(Side::Hub),
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_puback_withheld",
    imitates: "A hub under load.",
    teaches: "Keep the message until its PUBACK is there, and send it again after connecting anew, marked DUP.",
    citations: &[sources::QOS1, sources::HUB_MQTT],
};

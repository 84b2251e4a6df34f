//! The hub answers CONNACK 3: server unavailable.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_connack_3",
    level: Level::Hub,
    title: "the hub answers CONNACK 3: server unavailable",
    evidence: Evidence::Documented,
    hook: Hook::Connect(Side::Hub, ConnectFault::Connack(3)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_connack_3",
    imitates: "A hub that is overloaded or moves.",
    teaches: "Back off with jitter, and stay with this hub for a while before you provision again.",
    citations: &[sources::CONNACK, sources::SCALE],
};

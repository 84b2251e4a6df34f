//! The hub closes the connection in place of CONNACK.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_connection_dropped",
    level: Level::Hub,
    title: "the hub closes the connection in place of CONNACK",
    evidence: Evidence::Observed,
    hook: Hook::Connect(Side::Hub, ConnectFault::Close),
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_connection_dropped",
    imitates: "What the hub does when it is being updated.",
    teaches: "Back off with jitter, then connect anew.",
    citations: &[sources::SCALE],
};

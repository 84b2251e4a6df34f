//! The hub never answers CONNECT.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_connack_withheld",
    level: Level::Hub,
    title: "the hub never answers CONNECT",
    evidence: Evidence::Unproven,
    hook: Hook::Connect(Side::Hub, ConnectFault::Silence),
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_connack_withheld",
    imitates: "A front end that has lost its back end.",
    teaches: "Give CONNACK a time limit, close, and back off.",
    citations: &[sources::CONNACK],
};

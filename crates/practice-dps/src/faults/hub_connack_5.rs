//! The hub answers CONNACK 5: not authorized.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "hub_connack_5",
    level: Level::Hub,
    title: "the hub answers CONNACK 5: not authorized",
    evidence: Evidence::Observed,
    hook: Hook::Connect(Side::Hub, ConnectFault::Connack(5)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_connack_5",
    imitates: "A device that was deleted from the hub, moved, or whose certificate was renewed.",
    teaches: "Provision again: on 401, 403 and 404 from the hub Microsoft advises a full registration.",
    citations: &[sources::ROLL, sources::SCALE],
};

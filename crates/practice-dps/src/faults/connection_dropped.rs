//! The connection is closed in place of CONNACK.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "connection_dropped",
    level: Level::Mqtt,
    title: "the connection is closed in place of CONNACK",
    evidence: Evidence::Observed,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::Close),
};

pub(super) static TEXTS: Texts = Texts {
    id: "connection_dropped",
    imitates: "What DPS does on abuse of the protocol, and what restarts of its front ends look like.",
    teaches: "Take it as passing: back off with jitter, then connect anew.",
    citations: &[sources::SCALE],
};

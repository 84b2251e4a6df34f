//! CONNACK 3 is answered: server unavailable.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "connack_3",
    level: Level::Mqtt,
    title: "CONNACK 3 is answered: server unavailable",
    evidence: Evidence::Observed,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::Connack(3)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "connack_3",
    imitates: "What DPS answers to an ID scope it does not know, and what any MQTT server may say when it is busy.",
    teaches: "It may be passing and it may be for good: back off with jitter and try again, but say after a few times that the ID scope should be checked.",
    citations: &[sources::SCOPE_ISSUE, sources::CONNACK, sources::SCALE],
};

//! CONNACK 2 is answered: identifier rejected.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "connack_2",
    level: Level::Mqtt,
    title: "CONNACK 2 is answered: identifier rejected",
    evidence: Evidence::Documented,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::Connack(2)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "connack_2",
    imitates: "A client id the server does not take. DPS was not seen answering so.",
    teaches: "Stop, and check that the client id is the registration id: letters, digits and - . _ : alone.",
    citations: &[sources::CONNACK],
};

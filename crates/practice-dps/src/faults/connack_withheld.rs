//! CONNECT is never answered.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "connack_withheld",
    level: Level::Mqtt,
    title: "CONNECT is never answered",
    evidence: Evidence::Unproven,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::Silence),
};

pub(super) static TEXTS: Texts = Texts {
    id: "connack_withheld",
    imitates: "A front end that has lost its back end.",
    teaches: "Give CONNACK a time limit (the Python SDK takes 60 s), close, and back off. Without one the device hangs for ever.",
    citations: &[sources::CONNACK, sources::PYTHON],
};

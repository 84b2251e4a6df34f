//! The connection ends at half the keep-alive, whatever the device sends.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "keep_alive_cut",
    level: Level::Mqtt,
    title: "the connection ends at half the keep-alive, whatever the device sends",
    evidence: Evidence::Unproven,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::KeepAliveCut),
};

pub(super) static TEXTS: Texts = Texts {
    id: "keep_alive_cut",
    imitates: "A NAT or a load balancer that forgets connections sooner than the keep-alive: 230 seconds are common at Azure's.",
    teaches: "Notice the end at once, and ask for the status of the operation on a new connection rather than registering again from the start.",
    citations: &[sources::PING, sources::HUB_MQTT],
};

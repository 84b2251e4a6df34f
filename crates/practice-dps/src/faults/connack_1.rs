//! CONNACK 1 is answered: unacceptable protocol version.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "connack_1",
    level: Level::Mqtt,
    title: "CONNACK 1 is answered: unacceptable protocol version",
    evidence: Evidence::Documented,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::Connack(1)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "connack_1",
    imitates: "A client that speaks MQTT 3.1 or 5. IoT Hub was seen answering so to level 3; the answer of DPS is not known.",
    teaches: "Stop: no retry changes the protocol. Send level 4, which is MQTT 3.1.1.",
    citations: &[sources::CONNACK, sources::MQTT],
};

//! CONNACK 4 is answered: bad user name or password.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "connack_4",
    level: Level::Mqtt,
    title: "CONNACK 4 is answered: bad user name or password",
    evidence: Evidence::Documented,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::Connack(4)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "connack_4",
    imitates: "What MQTT has for malformed credentials. DPS was not seen answering so.",
    teaches: "Stop and report: the user name is {idScope}/registrations/{registrationId}/api-version=2019-03-31, and the same again is refused again.",
    citations: &[sources::CONNACK, sources::MQTT],
};

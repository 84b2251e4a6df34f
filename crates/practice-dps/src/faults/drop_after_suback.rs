//! The connection is closed after SUBACK.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, SubscribeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "drop_after_suback",
    level: Level::Mqtt,
    title: "the connection is closed after SUBACK",
    evidence: Evidence::Unproven,
    hook: Hook::Subscribe(SubscribeFault::CloseAfter),
};

pub(super) static TEXTS: Texts = Texts {
    id: "drop_after_suback",
    imitates: "A front end that is being restarted, between two packets.",
    teaches: "On the new connection everything is to be done again: CONNECT, SUBSCRIBE, register. A session is never kept by DPS.",
    citations: &[sources::MQTT, sources::SCALE],
};

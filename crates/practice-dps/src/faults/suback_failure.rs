//! SUBSCRIBE is refused with 0x80.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, SubscribeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "suback_failure",
    level: Level::Mqtt,
    title: "SUBSCRIBE is refused with 0x80",
    evidence: Evidence::Unproven,
    hook: Hook::Subscribe(SubscribeFault::Refused),
};

pub(super) static TEXTS: Texts = Texts {
    id: "suback_failure",
    imitates: "What MQTT has for a subscription that is not granted. DPS was not seen answering so.",
    teaches: "Look at the return code of SUBACK: without the subscription no answer ever comes. The Python and Node SDKs publish regardless and then run into their time limit.",
    citations: &[sources::SUBACK],
};

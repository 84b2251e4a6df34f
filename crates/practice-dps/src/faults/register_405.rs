//! 405 is answered, to a registration.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_405",
    level: Level::Dps,
    title: "405 is answered, to a registration",
    evidence: Evidence::Unproven,
    hook: Hook::Request(
        Request::Register,
        RequestFault::Refuse(405_000, "Method not allowed."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_405",
    imitates: "Listed among the generic statuses; no text of DPS is known.",
    teaches: "Stop: the request is wrong, not the moment. Compare the topic with the documented one.",
    citations: &[sources::TROUBLE, sources::MQTT, sources::REGISTER],
};

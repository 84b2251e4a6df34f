//! 500 is answered, to a registration.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_500",
    level: Level::Dps,
    title: "500 is answered, to a registration",
    evidence: Evidence::Documented,
    hook: Hook::Request(
        Request::Register,
        RequestFault::Refuse(500_000, "Internal server error."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_500",
    imitates: "A fault of the service. No text of DPS is known.",
    teaches: "Back off with jitter and try again: longer each time, up to a bound.",
    citations: &[sources::TROUBLE, sources::SCALE, sources::REGISTER],
};

//! 403 is answered, to a registration.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_403",
    level: Level::Dps,
    title: "403 is answered, to a registration",
    evidence: Evidence::Unproven,
    hook: Hook::Request(
        Request::Register,
        RequestFault::Refuse(403_000, "Forbidden"),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_403",
    imitates: "Listed among the generic statuses; no text of DPS is known.",
    teaches: "Do not hammer: report it and wait for an operator.",
    citations: &[sources::TROUBLE, sources::REGISTER],
};

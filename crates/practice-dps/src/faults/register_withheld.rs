//! A registration is acknowledged and never answered.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_withheld",
    level: Level::Dps,
    title: "a registration is acknowledged and never answered",
    evidence: Evidence::Unproven,
    hook: Hook::Request(Request::Register, RequestFault::Silence),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_withheld",
    imitates: "An answer that is lost inside the service.",
    teaches: "Give each request a time limit (Python and Node take 30 s), then start over on a new connection.",
    citations: &[sources::PYTHON, sources::REGISTER],
};

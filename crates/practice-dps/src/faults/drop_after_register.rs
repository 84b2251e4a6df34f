//! The connection is closed after a registration was acknowledged.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "drop_after_register",
    level: Level::Dps,
    title: "the connection is closed after a registration was acknowledged",
    evidence: Evidence::Unproven,
    hook: Hook::Request(Request::Register, RequestFault::Close),
};

pub(super) static TEXTS: Texts = Texts {
    id: "drop_after_register",
    imitates: "A front end that is being restarted while it works on the registration.",
    teaches: "Back off, connect anew, subscribe anew and register anew: nothing is kept. The Python SDK reconnects without subscribing and fails after 30 s; Node fails at once.",
    citations: &[sources::SCALE, sources::PYTHON],
};

//! The enrolment is said to be disabled, with topic status 200.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "disabled",
    level: Level::Dps,
    title: "the enrolment is said to be disabled, with topic status 200",
    evidence: Evidence::Documented,
    hook: Hook::Request(Request::Register, RequestFault::Disabled),
};

pub(super) static TEXTS: Texts = Texts {
    id: "disabled",
    imitates: "An operator has disabled the entry. The status of the topic is 200 and the operation id is empty.",
    teaches: "Read status in the body, not the topic alone; stop, and ask again in hours.",
    citations: &[sources::REVOKE, sources::REGISTER],
};

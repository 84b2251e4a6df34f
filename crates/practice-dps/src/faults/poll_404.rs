//! 404 is answered, 404203, to a poll.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "poll_404",
    level: Level::Dps,
    title: "404 is answered, 404203, to a poll",
    evidence: Evidence::Observed,
    hook: Hook::Request(
        Request::Poll,
        RequestFault::Refuse(404_203, "Operation not found."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "poll_404",
    imitates: "An operation id that is unknown or has expired.",
    teaches: "Register again from the start, once.",
    citations: &[sources::TROUBLE, sources::STATUS],
};

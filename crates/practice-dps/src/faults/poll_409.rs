//! 409 is answered, 409203, to a poll.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "poll_409",
    level: Level::Dps,
    title: "409 is answered, 409203, to a poll",
    evidence: Evidence::Unproven,
    hook: Hook::Request(
        Request::Poll,
        RequestFault::Refuse(409_203, "Precondition failed."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "poll_409",
    imitates: "A registration that another one has overtaken.",
    teaches: "Wait and try again; and look for the second copy of the device, or for the first attempt that is still under way.",
    citations: &[sources::TROUBLE, sources::STATUS],
};

//! 400 is answered, 400004, to a poll.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "poll_400",
    level: Level::Dps,
    title: "400 is answered, 400004, to a poll",
    evidence: Evidence::Unproven,
    hook: Hook::Request(Request::Poll, RequestFault::Refuse(400_004, "BadRequest")),
};

pub(super) static TEXTS: Texts = Texts {
    id: "poll_400",
    imitates: "A request the service cannot read. For polls no such answer was seen.",
    teaches: "Stop: the same request is refused again. Compare the topic with the documented one.",
    citations: &[sources::ID_ISSUE, sources::TROUBLE, sources::STATUS],
};

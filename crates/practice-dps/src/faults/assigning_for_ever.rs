//! The service is still assigning, however often it is asked.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "assigning_for_ever",
    level: Level::Dps,
    title: "the service is still assigning, however often it is asked",
    evidence: Evidence::Documented,
    hook: Hook::Request(Request::Poll, RequestFault::StillAssigning),
};

pub(super) static TEXTS: Texts = Texts {
    id: "assigning_for_ever",
    imitates: "A linked hub that does not answer, or a webhook that takes its time.",
    teaches: "Poll at the pace of retry-after, for minutes rather than for ever, and then start over.",
    citations: &[sources::STATUS, sources::REPROVISION],
};

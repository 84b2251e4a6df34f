//! A poll is acknowledged and never answered.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "poll_withheld",
    level: Level::Dps,
    title: "a poll is acknowledged and never answered",
    evidence: Evidence::Unproven,
    hook: Hook::Request(Request::Poll, RequestFault::Silence),
};

pub(super) static TEXTS: Texts = Texts {
    id: "poll_withheld",
    imitates: "An answer that is lost inside the service.",
    teaches: "Give each request a time limit, then ask for the same operation again.",
    citations: &[sources::PYTHON, sources::STATUS],
};

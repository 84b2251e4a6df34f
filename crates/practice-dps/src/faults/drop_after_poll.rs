//! The connection is closed after a poll was acknowledged.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "drop_after_poll",
    level: Level::Dps,
    title: "the connection is closed after a poll was acknowledged",
    evidence: Evidence::Unproven,
    hook: Hook::Request(Request::Poll, RequestFault::Close),
};

pub(super) static TEXTS: Texts = Texts {
    id: "drop_after_poll",
    imitates: "A front end that is being restarted.",
    teaches: "Back off, connect anew and poll the same operation, or register again: both are allowed.",
    citations: &[sources::SCALE, sources::STATUS],
};

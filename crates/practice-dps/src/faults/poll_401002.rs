//! 401 is answered, 401002, to a poll.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "poll_401002",
    level: Level::Dps,
    title: "401 is answered, 401002, to a poll",
    evidence: Evidence::Unproven,
    hook: Hook::Request(
        Request::Poll,
        RequestFault::Refuse(401_002, "Invalid certificate."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "poll_401002",
    imitates: "A certificate that is refused late, after the registration was accepted.",
    teaches: "Report code and text, and start over from the registration after a pause of minutes.",
    citations: &[sources::CHAIN_ISSUE, sources::ATTESTATION, sources::STATUS],
};

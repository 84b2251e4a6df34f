//! 401 is answered, 401001, to a poll.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "poll_401001",
    level: Level::Dps,
    title: "401 is answered, 401001, to a poll",
    evidence: Evidence::Unproven,
    hook: Hook::Request(
        Request::Poll,
        RequestFault::Refuse(401_001, "IoTHub not found."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "poll_401001",
    imitates: "An instance without a linked hub. It was seen in registrations that failed, never as a status of its own. On a poll it is rare: the certificate was accepted before.",
    teaches: "Read the code in the body as well as the status: this one is about the service, not about the device.",
    citations: &[sources::TROUBLE, sources::STATUS],
};

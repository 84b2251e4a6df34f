//! 401 is answered, 401002, to a registration.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_401002",
    level: Level::Dps,
    title: "401 is answered, 401002, to a registration",
    evidence: Evidence::Observed,
    hook: Hook::Request(
        Request::Register,
        RequestFault::Refuse(401_002, "CA certificate not found."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_401002",
    imitates: "A chain that reaches no verified CA certificate: most often the device has sent its leaf alone.",
    teaches: "Send the leaf and every intermediate; until somebody mends that, try again in minutes rather than seconds.",
    citations: &[
        sources::CHAIN_ISSUE,
        sources::ATTESTATION,
        sources::REGISTER,
    ],
};

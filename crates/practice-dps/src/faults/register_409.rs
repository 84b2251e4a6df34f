//! 409 is answered, 409203, to a registration.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_409",
    level: Level::Dps,
    title: "409 is answered, 409203, to a registration",
    evidence: Evidence::Observed,
    hook: Hook::Request(
        Request::Register,
        RequestFault::Refuse(409_203, "Precondition failed."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_409",
    imitates: "The same device registering twice at once.",
    teaches: "Wait and try again; and look for the second copy of the device, or for the first attempt that is still under way.",
    citations: &[sources::TROUBLE, sources::REGISTER],
};

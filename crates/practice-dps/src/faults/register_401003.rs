//! 401 is answered, 401003, to a registration.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_401003",
    level: Level::Dps,
    title: "401 is answered, 401003, to a registration",
    evidence: Evidence::Unproven,
    hook: Hook::Request(
        Request::Register,
        RequestFault::Refuse(401_003, "Unauthorized"),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_401003",
    imitates: "A code next to the ones that were seen; its meaning and its text are not known.",
    teaches: "Treat codes you do not know by their first three digits.",
    citations: &[sources::TROUBLE, sources::REGISTER],
};

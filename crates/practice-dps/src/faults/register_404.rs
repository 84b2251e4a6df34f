//! 404 is answered, 404201, to a registration.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_404",
    level: Level::Dps,
    title: "404 is answered, 404201, to a registration",
    evidence: Evidence::Observed,
    hook: Hook::Request(
        Request::Register,
        RequestFault::Refuse(404_201, "Not found."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_404",
    imitates: "An enrolment or a registration that does not exist. The text over MQTT is not known.",
    teaches: "Start over from the registration, once; if that is refused too, report it.",
    citations: &[sources::TROUBLE, sources::REGISTER],
};

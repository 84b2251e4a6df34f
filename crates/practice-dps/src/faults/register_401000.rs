//! 401 is answered, 401000, to a registration.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_401000",
    level: Level::Dps,
    title: "401 is answered, 401000, to a registration",
    evidence: Evidence::Observed,
    hook: Hook::Request(
        Request::Register,
        RequestFault::Refuse(401_000, "Unauthorized"),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_401000",
    imitates: "A request that could not be tied to a credential of an enrolment: the signature of a token is wrong, or nothing is enrolled.",
    teaches: "Do not hammer: nobody but an operator can mend it. Report the code and the tracking id, and try again in minutes rather than seconds.",
    citations: &[
        sources::UNAUTHORIZED_ISSUE,
        sources::TROUBLE,
        sources::REGISTER,
    ],
};

//! 400 is answered, 400004, to a registration.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "register_400",
    level: Level::Dps,
    title: "400 is answered, 400004, to a registration",
    evidence: Evidence::Observed,
    hook: Hook::Request(
        Request::Register,
        RequestFault::Refuse(400_004, "Invalid RegistrationId"),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "register_400",
    imitates: "An id with characters DPS does not allow; the same code was seen with the text BadRequest.",
    teaches: "Stop: the same request is refused again. Check the registration id; the C SDK reports this as an authentication error, which it is not.",
    citations: &[sources::ID_ISSUE, sources::TROUBLE, sources::REGISTER],
};

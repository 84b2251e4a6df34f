//! The registration fails because the linked hub no longer takes the service's key.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "failed_401002_stale_link",
    level: Level::Dps,
    title: "the registration fails because the linked hub no longer takes the service's key",
    evidence: Evidence::Observed,
    hook: Hook::Outcome(OutcomeFault::Fail(
        401_002,
        "ErrorCode:IotHubUnauthorizedAccess;Unauthorized",
    )),
};

pub(super) static TEXTS: Texts = Texts {
    id: "failed_401002_stale_link",
    imitates: "The key with which the hub was linked has been rolled. The issue shows the text without a code; the code here is a choice.",
    teaches: "Report code and text; an operator has to unlink and link the hub again.",
    citations: &[sources::STALE_LINK_ISSUE],
};

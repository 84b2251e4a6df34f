//! The registration fails with 401002, in a text that holds another error in JSON.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "failed_401002_hub",
    level: Level::Dps,
    title: "the registration fails with 401002, in a text that holds another error in JSON",
    evidence: Evidence::Observed,
    hook: Hook::Outcome(OutcomeFault::Fail(
        401_002,
        r#"{"errorCode":401002,"message":"Unauthorized access"}"#,
    )),
};

pub(super) static TEXTS: Texts = Texts {
    id: "failed_401002_hub",
    imitates: "The hub refuses what DPS asks of it. The text was seen holding escaped JSON.",
    teaches: "Parse JSON with a parser: a text may hold quotes and braces. Then re-link the hub.",
    citations: &[sources::LATE_ISSUE],
};

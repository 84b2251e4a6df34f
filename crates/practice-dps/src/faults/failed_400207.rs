//! The registration fails with 400207: the webhook answered 500.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "failed_400207",
    level: Level::Dps,
    title: "the registration fails with 400207: the webhook answered 500",
    evidence: Evidence::Observed,
    hook: Hook::Outcome(OutcomeFault::Fail(
        400_207,
        "Custom allocation failed with status code: 500",
    )),
};

pub(super) static TEXTS: Texts = Texts {
    id: "failed_400207",
    imitates: "An allocation function that fails.",
    teaches: "Report the text: it holds the status of the function, which is all its owner needs.",
    citations: &[sources::CUSTOM],
};

//! SUBSCRIBE is never answered, and nothing is subscribed to.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, SubscribeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "suback_withheld",
    level: Level::Mqtt,
    title: "SUBSCRIBE is never answered, and nothing is subscribed to",
    evidence: Evidence::Unproven,
    hook: Hook::Subscribe(SubscribeFault::Silence),
};

pub(super) static TEXTS: Texts = Texts {
    id: "suback_withheld",
    imitates: "A front end that has lost its back end.",
    teaches: "Give SUBACK a time limit (the Python SDK takes 10 s), then start over on a new connection.",
    citations: &[sources::SUBACK, sources::PYTHON],
};

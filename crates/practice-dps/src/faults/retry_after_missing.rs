//! Retry-after is missing.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "retry_after_missing",
    level: Level::Dps,
    title: "retry-after is missing",
    evidence: Evidence::Observed,
    hook: Hook::Answer(AnswerKind::WAITING, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "retry_after_missing",
    imitates: "Older traces of DPS have none, and the parameter is optional.",
    teaches: "Have a default: 2 seconds in Python and Node, 1 in C.",
    citations: &[sources::MQTT, sources::PYTHON],
};

fn spoil(draft: &mut Draft) {
    draft.topic.retry_after_secs = None;
}

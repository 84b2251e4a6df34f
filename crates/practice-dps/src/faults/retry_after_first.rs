//! Retry-after stands before $rid.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "retry_after_first",
    level: Level::Dps,
    title: "retry-after stands before $rid",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(AnswerKind::WAITING, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "retry_after_first",
    imitates: "The order of parameters is not promised. DPS was seen sending $rid first.",
    teaches: "Parse the topic as a list of names and values. The Python SDK loses the value here.",
    citations: &[sources::MQTT, sources::PYTHON],
};

fn spoil(draft: &mut Draft) {
    draft.retry_after_first = true;
}

//! The answer bears an empty request id.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "rid_empty",
    level: Level::Dps,
    title: "the answer bears an empty request id",
    evidence: Evidence::Observed,
    hook: Hook::Answer(AnswerKind::ALL, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "rid_empty",
    imitates: "What DPS was seen answering to a client that had left out the dollar sign of $rid.",
    teaches: "Check the topic you publish to: $rid, with the dollar sign.",
    citations: &[sources::MQTT],
};

fn spoil(draft: &mut Draft) {
    draft.topic.request_id.clear();
}

//! The answer bears another request id.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "rid_wrong",
    level: Level::Dps,
    title: "the answer bears another request id",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(AnswerKind::ALL, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "rid_wrong",
    imitates: "An answer to a request of an earlier connection.",
    teaches: "Compare $rid with the one you sent, and pass over answers to others; your time limit then ends the wait.",
    citations: &[sources::MQTT],
};

fn spoil(draft: &mut Draft) {
    draft.topic.request_id = "f0f0f0f0-not-yours".to_owned();
}

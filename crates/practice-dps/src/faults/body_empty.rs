//! The body of an answer is empty.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "body_empty",
    level: Level::Dps,
    title: "the body of an answer is empty",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(AnswerKind::ALL, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "body_empty",
    imitates: "A body that was lost on its way.",
    teaches: "Look at the length before you look at the first byte.",
    citations: &[sources::REGISTER],
};

fn spoil(draft: &mut Draft) {
    draft.body.clear();
}

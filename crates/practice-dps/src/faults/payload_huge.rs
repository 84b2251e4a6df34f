//! The assignment carries a payload of 60 KB.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "payload_huge",
    level: Level::Dps,
    title: "the assignment carries a payload of 60 KB",
    evidence: Evidence::Documented,
    hook: Hook::Answer(&[AnswerKind::Assigned], spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "payload_huge",
    imitates: "A webhook that returns much. The quota is 96 KB a message.",
    teaches: "Bound what you read: refuse a message larger than your buffer in order, rather than writing past its end, and say so.",
    citations: &[sources::CUSTOM, sources::QUOTAS],
};

fn spoil(draft: &mut Draft) {
    let filler = "practice ".repeat(60 * 1024 / 9);
    draft.add(2, &[",\"payload\":{\"filler\":\"", &filler, "\"}"].concat());
}

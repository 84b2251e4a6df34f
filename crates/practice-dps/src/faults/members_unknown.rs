//! The body has members nobody knows.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "members_unknown",
    level: Level::Dps,
    title: "the body has members nobody knows",
    evidence: Evidence::Documented,
    hook: Hook::Answer(AnswerKind::ALL, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "members_unknown",
    imitates: "Services add members; the rules of Azure's APIs allow it at any time.",
    teaches: "Skip what you do not know, nested as it may be, and allow for escaped quotes in it.",
    citations: &[sources::REGISTER, sources::EMBEDDED],
};

fn spoil(draft: &mut Draft) {
    draft.add(
        1,
        r#","practiceFault":{"list":[1,2,{"deep":null}],"text":"\u00e9\"}"}"#,
    );
}

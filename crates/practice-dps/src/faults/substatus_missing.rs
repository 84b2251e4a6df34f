//! The body of an assignment has no substatus.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "substatus_missing",
    level: Level::Dps,
    title: "the body of an assignment has no substatus",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(&[AnswerKind::Assigned], spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "substatus_missing",
    imitates: "An API version before substatus. The member is optional.",
    teaches: "Treat what is optional as optional. Printing the result raises TypeError in the Python SDK.",
    citations: &[sources::STATUS, sources::PYTHON],
};

fn spoil(draft: &mut Draft) {
    draft.remove("substatus");
}

//! The body has no operationId.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "operation_id_missing",
    level: Level::Dps,
    title: "the body has no operationId",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(AnswerKind::WAITING, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "operation_id_missing",
    imitates: "A body that breaks the contract: operationId is required.",
    teaches: "Do not poll for an empty id: take it as an error of the service, and register again after a pause.",
    citations: &[sources::REGISTER],
};

fn spoil(draft: &mut Draft) {
    draft.remove("operationId");
}

//! The body of an answer is HTML.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "body_not_json",
    level: Level::Dps,
    title: "the body of an answer is HTML",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(AnswerKind::ALL, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "body_not_json",
    imitates: "A proxy or a gateway that answers in the service's place.",
    teaches: "Fail in order: report the first bytes of what came, and try again after a pause.",
    citations: &[sources::REGISTER],
};

fn spoil(draft: &mut Draft) {
    draft.body = "<html><body>503 practice</body></html>".to_owned();
}

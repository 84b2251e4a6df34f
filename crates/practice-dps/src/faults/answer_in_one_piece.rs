//! PUBACK and answer come in one TLS record.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "answer_in_one_piece",
    level: Level::Mqtt,
    title: "PUBACK and answer come in one TLS record",
    evidence: Evidence::Documented,
    hook: Hook::Answer(AnswerKind::ALL, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "answer_in_one_piece",
    imitates: "Senders collect small packets, so that one read holds several.",
    teaches: "After a packet look whether another is in the buffer already, before waiting for the socket.",
    citations: &[sources::FRAMING],
};

fn spoil(draft: &mut Draft) {
    draft.manner.in_one_piece = true;
}

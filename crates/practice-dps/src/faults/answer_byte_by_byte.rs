//! Every byte of an answer comes in a TLS record of its own.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "answer_byte_by_byte",
    level: Level::Mqtt,
    title: "every byte of an answer comes in a TLS record of its own",
    evidence: Evidence::Documented,
    hook: Hook::Answer(AnswerKind::ALL, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "answer_byte_by_byte",
    imitates: "TCP and TLS are streams: a packet may arrive in any pieces, and does over slow links.",
    teaches: "Collect bytes until the remaining length is there, and then until the packet is: one read is not one packet.",
    citations: &[sources::FRAMING],
};

fn spoil(draft: &mut Draft) {
    draft.manner.byte_by_byte = true;
}

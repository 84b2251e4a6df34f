//! Every answer comes twice, with the same packet identifier.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "answer_duplicated",
    level: Level::Mqtt,
    title: "every answer comes twice, with the same packet identifier",
    evidence: Evidence::Documented,
    hook: Hook::Answer(AnswerKind::ALL, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "answer_duplicated",
    imitates: "QoS 1 is at least once: after a lost PUBACK the same message comes again, marked DUP.",
    teaches: "Acknowledge both, and act on the first: compare the request id with the one you wait for.",
    citations: &[sources::QOS1],
};

fn spoil(draft: &mut Draft) {
    draft.manner.twice = true;
}

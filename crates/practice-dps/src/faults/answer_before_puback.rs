//! The answer overtakes the PUBACK of its request.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "answer_before_puback",
    level: Level::Mqtt,
    title: "the answer overtakes the PUBACK of its request",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(AnswerKind::ALL, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "answer_before_puback",
    imitates: "MQTT orders messages of one topic, not a PUBACK and a message. DPS was seen sending PUBACK first.",
    teaches: "Take packets in any order. The C# SDK depends on PUBACK coming first.",
    citations: &[sources::QOS1, sources::CSHARP],
};

fn spoil(draft: &mut Draft) {
    draft.manner.before_puback = true;
}

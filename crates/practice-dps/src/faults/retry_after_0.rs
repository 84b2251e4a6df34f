//! Retry-after is 0.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "retry_after_0",
    level: Level::Dps,
    title: "retry-after is 0",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(AnswerKind::WAITING, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "retry_after_0",
    imitates: "The shortest wait that can be asked for. DPS was seen sending 3.",
    teaches: "Keep a floor of your own: 5 polls in 10 seconds are all that a device is allowed.",
    citations: &[sources::MQTT, sources::QUOTAS],
};

fn spoil(draft: &mut Draft) {
    draft.topic.retry_after_secs = Some(0);
}

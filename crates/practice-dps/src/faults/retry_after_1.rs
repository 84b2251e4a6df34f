//! Retry-after is 1.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "retry_after_1",
    level: Level::Dps,
    title: "retry-after is 1",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(AnswerKind::WAITING, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "retry_after_1",
    imitates: "A shorter wait than usual. DPS was seen sending 3.",
    teaches: "Take the value from the topic, do not assume 3. The Java SDK waits 2 to 5 seconds in any case.",
    citations: &[sources::MQTT, sources::QUOTAS],
};

fn spoil(draft: &mut Draft) {
    draft.topic.retry_after_secs = Some(1);
}

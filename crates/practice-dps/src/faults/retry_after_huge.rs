//! Retry-after is a day.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "retry_after_huge",
    level: Level::Dps,
    title: "retry-after is a day",
    evidence: Evidence::Unproven,
    hook: Hook::Answer(AnswerKind::WAITING, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "retry_after_huge",
    imitates: "A service that asks for patience. DPS was not seen doing so.",
    teaches: "Decide on a ceiling: the C SDK takes 300 seconds. And do not overflow when turning seconds into ticks.",
    citations: &[sources::MQTT, sources::QUOTAS],
};

fn spoil(draft: &mut Draft) {
    draft.topic.retry_after_secs = Some(86_400);
}

//! Retry-after is 3, whatever the service is set to.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "retry_after_3",
    level: Level::Dps,
    title: "retry-after is 3, whatever the service is set to",
    evidence: Evidence::Observed,
    hook: Hook::Answer(AnswerKind::WAITING, spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "retry_after_3",
    imitates: "What DPS was seen sending on every 202.",
    teaches: "Wait as long as it says, and not much longer.",
    citations: &[sources::MQTT, sources::QUOTAS],
};

fn spoil(draft: &mut Draft) {
    draft.topic.retry_after_secs = Some(3);
}

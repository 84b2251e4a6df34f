//! The assignment carries a payload for the device.

use crate::decision::Evidence;
use crate::fault::{AnswerKind, Draft, Fault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "payload_returned",
    level: Level::Dps,
    title: "the assignment carries a payload for the device",
    evidence: Evidence::Documented,
    hook: Hook::Answer(&[AnswerKind::Assigned], spoil),
};

pub(super) static TEXTS: Texts = Texts {
    id: "payload_returned",
    imitates: "What a custom allocation webhook returns for the device.",
    teaches: "Hand it to the application as it is: any JSON.",
    citations: &[sources::CUSTOM],
};

fn spoil(draft: &mut Draft) {
    draft.add(2, r#","payload":{"practice":true,"room":"4.12"}"#);
}

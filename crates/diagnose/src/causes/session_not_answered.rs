//! The service does not answer.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "session_not_answered",
    title: "the service does not answer",
    seat: Seat::Service,
    confidence: Confidence::Unproven,
    clues: &[clue(Sign::AnswerAbsent, 38), clue(Sign::ConnackAbsent, 45)],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "session_not_answered",
    why: "The request was sent and nothing came. Most often nobody is subscribed, or the topic is not one of DPS's.",
    confirm: "Look at SUBACK and the topics of what was sent.",
    fix: "Subscribe first, check the topics, and try again.",
    citations: &[sources::MQTT],
};

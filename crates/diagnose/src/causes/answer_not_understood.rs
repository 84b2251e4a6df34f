//! The answer is none that DPS is known to give.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "answer_not_understood",
    title: "the answer is none that DPS is known to give",
    seat: Seat::Client,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::AnswerUnreadable, 50),
        clue(Sign::Garbled, 60),
        clue(Sign::UnknownCode, 45),
        clue(Sign::Status405, 70),
        clue(Sign::Code404202, 12),
    ],
    asks: &[Ask::Body, Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "answer_not_understood",
    why: "Something came back that nobody has described. It may be new, or come from something that is not DPS.",
    confirm: "Keep topic and body as they came.",
    fix: "Treat a code you do not know by its first three digits, and report what you saw.",
    citations: &[sources::TROUBLE, sources::REGISTER],
};

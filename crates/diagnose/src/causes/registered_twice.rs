//! The same device registers twice at once.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "registered_twice",
    title: "the same device registers twice at once",
    seat: Seat::Client,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::Code409203, 90),
        clue(Sign::Status409, 70),
        clue(Sign::Status412, 50),
    ],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "registered_twice",
    why: "Another registration of the same device is under way, and the two got in each other's way.",
    confirm: "Look for a second program, or a second device with the same name.",
    fix: "Wait a moment and register again, from one place.",
    citations: &[sources::TROUBLE],
};

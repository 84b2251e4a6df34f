//! The practice service is not running.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "practice_not_running",
    title: "the practice service is not running",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::PracticeOff, 100)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "practice_not_running",
    why: "The relay was started with `--no-practice`, or the service ended.",
    confirm: "Look at the relay's terminal.",
    fix: "Start it without `--no-practice`.",
    citations: &[sources::MQTT],
};

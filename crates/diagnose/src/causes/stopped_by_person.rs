//! The run was stopped by hand.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "stopped_by_person",
    title: "the run was stopped by hand",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::StoppedByPerson, 100)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "stopped_by_person",
    why: "Somebody stopped it or started another.",
    confirm: "Nothing failed.",
    fix: "Run the step again.",
    citations: &[sources::MQTT],
};

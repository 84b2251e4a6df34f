//! The relay itself failed.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "relay_failed",
    title: "the relay itself failed",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::RelayFailed, 100)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "relay_failed",
    why: "Something went wrong inside the relay. It is no fault of your certificates.",
    confirm: "Look at its terminal.",
    fix: "Run again; if it happens again, report it with the packet list.",
    citations: &[sources::MQTT],
};

//! The relay is not running any more.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "relay_ended",
    title: "the relay is not running any more",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::RelayGone, 100),
        clue(Sign::RelayAbsent, 100),
        clue(Sign::RelayStopping, 100),
    ],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "relay_ended",
    why: "The page reaches the network through the relay alone.",
    confirm: "Look at the terminal it was started in.",
    fix: "Start `dps-playground` again and open the link it prints, or choose the practice service in the page.",
    citations: &[sources::MQTT],
};

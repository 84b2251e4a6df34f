//! The relay is not running any more, or does not know this page.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "relay_ended",
    title: "the relay is not running any more, or does not know this page",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::RelayGone, 100),
        clue(Sign::RelayAbsent, 100),
        clue(Sign::RelayForgot, 100),
        clue(Sign::RelayStopping, 100),
    ],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "relay_ended",
    why: "The page reaches the network through the relay alone, and each link that the relay prints lets one page in, once.",
    confirm: "Look at the terminal it was started in.",
    fix: "Press Enter in the relay's terminal and open the fresh link; if it has ended, start `dps-playground` again. Or choose the practice service in the page, which needs no relay.",
    citations: &[sources::MQTT],
};

//! The relay has more to do than it allows itself.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "relay_busy",
    title: "the relay has more to do than it allows itself",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::RelayBusy, 100)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "relay_busy",
    why: "It opens a limited number of connections at once.",
    confirm: "Close other pages that use it.",
    fix: "Close what is not needed and run the step again.",
    citations: &[sources::MQTT],
};

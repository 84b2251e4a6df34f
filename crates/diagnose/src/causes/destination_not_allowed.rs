//! The relay was not told that it may lead there.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "destination_not_allowed",
    title: "the relay was not told that it may lead there",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::DestinationForbidden, 100)],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "destination_not_allowed",
    why: "So that no other page can use it as a way into your network, the relay leads to Azure's endpoints and the practice service alone.",
    confirm: "Look at the options it was started with.",
    fix: "Start it again with `--allow-destination HOST:8883`.",
    citations: &[sources::MQTT],
};

//! The hub has trouble of its own.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "hub_unavailable",
    title: "the hub has trouble of its own",
    seat: Seat::Hub,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::HubUnavailable, 85),
        clue(Sign::HubSilent, 55),
        clue(Sign::HubClosed, 14),
    ],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_unavailable",
    why: "The hub is overloaded or being moved.",
    confirm: "Look at Azure's status page, and try again.",
    fix: "Wait, longer each time.",
    citations: &[sources::HUB_MQTT, sources::SCALE],
};

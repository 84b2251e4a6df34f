//! The service ended the connection over the last packet.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "closed_by_service",
    title: "the service ended the connection over the last packet",
    seat: Seat::Client,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::ClosedUnsaid, 55),
        clue(Sign::ClosedOnRegister, 42),
        clue(Sign::ClosedOnSubscribe, 20),
        clue(Sign::ClosedOnConnect, 35),
        clue(Sign::AlertOther, 10),
    ],
    asks: &[Ask::Packets, Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "closed_by_service",
    why: "MQTT 3.1.1 has no packet for a reason: whenever the service gives up, the client sees a closed socket, as rc 1 or 7 with paho and NotConnectedError in Node.",
    confirm: "Look at the packet that was sent just before; when it is the same each time, that is it.",
    fix: "Compare that packet with one of `dps-playground register`.",
    citations: &[sources::MQTT, sources::HUB_MQTT],
};

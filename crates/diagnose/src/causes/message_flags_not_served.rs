//! A message asks for QoS 2 or to be retained, or the connection for a last will.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "message_flags_not_served",
    title: "a message asks for QoS 2 or to be retained, or the connection for a last will",
    seat: Seat::Client,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::QosTwo, 75),
        clue(Sign::RetainSet, 75),
        clue(Sign::WillSet, 75),
        clue(Sign::ClosedOnRegister, 30),
        clue(Sign::ClosedUnsaid, 22),
        clue(Sign::HubClosed, 20),
    ],
    asks: &[Ask::Packets, Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "message_flags_not_served",
    why: "A hub ends the connection of a client that publishes with QoS 2. What DPS does with QoS 2, retained messages and wills is not documented; no SDK sends them.",
    confirm: "Look at the flags of CONNECT and PUBLISH.",
    fix: "Publish with QoS 0 or 1, without retain; connect without a will.",
    citations: &[sources::HUB_MQTT, sources::MQTT],
};

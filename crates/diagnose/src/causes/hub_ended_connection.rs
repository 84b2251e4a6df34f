//! The hub ended the connection over the last packet.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "hub_ended_connection",
    title: "the hub ended the connection over the last packet",
    seat: Seat::Client,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::HubClosed, 55)],
    asks: &[Ask::Packets, Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_ended_connection",
    why: "The topic is not one the hub serves, or names another device; or another client connected with the same device ID, and the hub keeps the newer one.",
    confirm: "Look at the packet sent just before, and for another client of the same name.",
    fix: "Publish to `devices/{deviceId}/messages/events/`, from one client.",
    citations: &[sources::HUB_MQTT],
};

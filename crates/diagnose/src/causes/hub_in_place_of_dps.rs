//! The host is a hub's instead of the provisioning service's.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "hub_in_place_of_dps",
    title: "the host is a hub's instead of the provisioning service's",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::HubHost, 100),
        clue(Sign::UsernameOfHub, 20),
        clue(Sign::Connack5, 15),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_in_place_of_dps",
    why: "A hub knows neither ID scopes nor registrations; it takes the user name for one it cannot read, and refuses.",
    confirm: "Look at the host: hubs end in `.azure-devices.net`, DPS in `.azure-devices-provisioning.net`.",
    fix: "Register at `global.azure-devices-provisioning.net`, and connect to the hub that the answer names afterwards.",
    citations: &[sources::MQTT, sources::HUB_MQTT],
};

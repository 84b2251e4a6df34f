//! The provisioning host is a gateway.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "gateway_in_place_of_dps",
    title: "the provisioning host is a gateway",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::GatewayHost, 100),
        clue(Sign::EdgeInUse, 20),
        clue(Sign::Connack5, 12),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "gateway_in_place_of_dps",
    why: "IoT Edge passes messages on to hubs, and does not provision. A client that provisions at its gateway is told that it is not authorised.",
    confirm: "Look at the name in `PROVISIONING_HOST`.",
    fix: "Set the provisioning host to `global.azure-devices-provisioning.net`, and name the gateway to the hub client alone.",
    citations: &[thread!("Azure/azure-iot-sdk-python", "374"), sources::EDGE],
};

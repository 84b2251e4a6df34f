//! The hub connection does not use the assigned device ID.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "hub_device_id_differs",
    title: "the hub connection does not use the assigned device ID",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::HubClientIdDiffers, 100),
        clue(Sign::HubRefused, 40),
        clue(Sign::HubDeviceNotFound, 25),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_device_id_differs",
    why: "The device ID comes from the answer and need not be the registration ID. Client ID and username of the hub connection must carry it, and capitals count.",
    confirm: "Compare both with `deviceId` of the registration's answer.",
    fix: "Take `assignedHub` and `deviceId` from the answer: client ID `{deviceId}`, username `{hub}/{deviceId}/?api-version=2021-04-12`.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "647"),
        thread!("Azure/azure-iot-sdk-csharp", "1775"),
        sources::HUB_MQTT,
    ],
};

//! The device was deleted or disabled in the hub.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "device_gone_from_hub",
    title: "the device was deleted or disabled in the hub",
    seat: Seat::Hub,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::HubDeviceNotFound, 85),
        clue(Sign::HubRefused, 30),
    ],
    asks: &[Ask::HubIdentity],
};

pub(super) static TEXTS: Texts = Texts {
    id: "device_gone_from_hub",
    why: "DPS still has a record that says assigned, and does nothing by itself when the hub's entry is gone.",
    confirm: "Look for the device in the hub.",
    fix: "Register again; the enrolment's reprovisioning policy decides what happens to its data.",
    citations: &[
        thread!("Azure/iotedge", "5639"),
        thread!("Azure/iotedge", "7422"),
        thread!("Azure/iotedge", "6697"),
        thread!("Azure/azure-sphere-samples", "206"),
        sources::REPROVISION,
    ],
};

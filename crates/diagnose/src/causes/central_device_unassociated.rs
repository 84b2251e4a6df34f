//! IoT Central does not know what to do with the device.

use crate::cause::clue;
use crate::sources::thread;
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "central_device_unassociated",
    title: "IoT Central does not know what to do with the device",
    seat: Seat::Service,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::CentralInUse, 50),
        clue(Sign::Code401000, 14),
        clue(Sign::Status401, 5),
    ],
    asks: &[Ask::Instance],
};

pub(super) static TEXTS: Texts = Texts {
    id: "central_device_unassociated",
    why: "IoT Central runs a DPS instance of its own. A device that nobody approved or gave a template to is refused with 401000.",
    confirm: "Look for the device under Devices, All devices: its status is Unassociated or Waiting for approval.",
    fix: "Approve it and give it a template, or send the template's model ID when registering.",
    citations: &[
        thread!("Azure/dps-keygen", "7"),
        thread!("MicrosoftDocs/azure-docs", "48511"),
    ],
};

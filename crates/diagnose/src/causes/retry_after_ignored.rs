//! The device does not wait as long as it was told.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "retry_after_ignored",
    title: "the device does not wait as long as it was told",
    seat: Seat::Client,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::RegisteredEarly, 100),
        clue(Sign::PolledEarly, 100),
    ],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "retry_after_ignored",
    why: "`retry-after` holds for registrations and polls alike. The C SDK once honoured it for polls only, and other state machines not at all; early questions are throttled, which makes it worse.",
    confirm: "Compare the times of the requests with the `retry-after` of the answers.",
    fix: "Wait for `retry-after` seconds after every 202 and 429, at least one second when there is none.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "1703"),
        thread!("Azure/azure-iot-sdk-node", "555"),
        thread!("Azure/azure-iot-sdk-csharp", "791"),
        thread!("Azure-Samples/Microchip-PIC-IoT-Wx", "35"),
        sources::SCALE,
    ],
};

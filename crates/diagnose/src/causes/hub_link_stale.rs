//! The linked hub does not accept DPS any more.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "hub_link_stale",
    title: "the linked hub does not accept DPS any more",
    seat: Seat::Hub,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::HubLinkStale, 100),
        clue(Sign::RegistrationFailed, 34),
        clue(Sign::HubUnauthorizedText, 85),
        clue(Sign::Code400209, 85),
        clue(Sign::Code401001, 30),
        clue(Sign::HubAbsent, -80),
    ],
    asks: &[Ask::Body, Ask::Instance],
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_link_stale",
    why: "DPS keeps a key for each linked hub. When that key is renewed in the hub, or the policy loses its right to write devices, every registration fails in the end.",
    confirm: "Look whether the hub's key was renewed since it was linked.",
    fix: "Unlink the hub and link it again with a policy that may write devices: `az iot dps linked-hub delete`, then `create`.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "1789"),
        thread!("Azure/azure-iot-sdk-c", "2362"),
        thread!("Azure/azure-iot-sdk-csharp", "907"),
        sources::ALLOCATION,
    ],
};

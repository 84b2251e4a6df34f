//! The hub shows a device as self-signed, by design.

use crate::cause::clue;
use crate::sources::thread;
use crate::{Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "hub_shows_self_signed",
    title: "the hub shows a device as self-signed, by design",
    seat: Seat::Hub,
    confidence: Confidence::Observed,
    clues: &[clue(Sign::HubSelfSigned, 60)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_shows_self_signed",
    why: "DPS writes the leaf's thumbprint into the hub, whatever CA issued it. The hub calls that self-signed. It is not a fault.",
    confirm: "The device connects all the same.",
    fix: "Nothing needs to be done.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "70976"),
        thread!("MicrosoftDocs/azure-docs", "108289"),
        thread!("Azure/azure-iot-sdk-csharp", "3360"),
    ],
};

//! The device never asks how its registration stands.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "never_polled",
    title: "the device never asks how its registration stands",
    seat: Seat::Client,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::PollAbsent, 100),
        clue(Sign::Assigning, 24),
        clue(Sign::AnswerAbsent, 20),
    ],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "never_polled",
    why: "The first answer is 202 with the status assigning. The service does not say more by itself: the device has to ask.",
    confirm: "Look for a PUBLISH to `iotdps-get-operationstatus` after the 202.",
    fix: "After `retry-after` seconds publish to `$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=...`.",
    citations: &[
        thread!("Azure/azure-sdk-for-c", "2142"),
        thread!("MicrosoftDocs/azure-docs", "43243"),
        sources::MQTT,
    ],
};

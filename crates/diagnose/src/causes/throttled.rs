//! The instance is asked for more than it allows.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "throttled",
    title: "the instance is asked for more than it allows",
    seat: Seat::Service,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::Code429001, 85),
        clue(Sign::Status429, 85),
        clue(Sign::ManyRegistrations, 40),
    ],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "throttled",
    why: "An instance takes 1000 registrations a minute, a device five polls in ten seconds. Fleets that register at every start run into it together.",
    confirm: "Look at `retry-after` in the topic, and at how many devices started at once.",
    fix: "Wait as long as `retry-after` says, add a random pause, and keep the assigned hub instead of registering at each start.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "1703"),
        thread!("Azure/azure-iot-sdk-csharp", "3052"),
        sources::QUOTAS,
        sources::SCALE,
    ],
};

//! No hub is linked to the instance.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "hub_not_linked",
    title: "no hub is linked to the instance",
    seat: Seat::Service,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::HubAbsent, 100),
        clue(Sign::RegistrationFailed, 30),
        clue(Sign::Code401001, 90),
        clue(Sign::HubNotChosen, 10),
        clue(Sign::HubLinked, -80),
    ],
    asks: &[Ask::Body, Ask::Instance],
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_not_linked",
    why: "The device was let in, and the instance has no hub to give it to.",
    confirm: "List them: `az iot dps linked-hub list --dps-name DPS`.",
    fix: "Link one: `az iot dps linked-hub create --dps-name DPS --hub-name HUB`.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "2404"),
        sources::ALLOCATION,
        sources::TROUBLE,
    ],
};

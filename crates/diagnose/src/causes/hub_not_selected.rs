//! The enrolment leaves no linked hub to choose.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "hub_not_selected",
    title: "the enrolment leaves no linked hub to choose",
    seat: Seat::Service,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::HubNotChosen, 100),
        clue(Sign::RegistrationFailed, 20),
        clue(Sign::Code400208, 90),
        clue(Sign::HubAbsent, -20),
    ],
    asks: &[Ask::Enrolment, Ask::Instance],
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_not_selected",
    why: "The enrolment names hubs that are not linked any more. The name of the code comes from the C SDK; the service's own words have never been seen.",
    confirm: "Compare `iotHubs` of the enrolment with the linked hubs.",
    fix: "Choose linked hubs in the enrolment.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "1789"),
        sources::ALLOCATION,
    ],
};

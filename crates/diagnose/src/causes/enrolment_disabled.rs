//! The enrolment is disabled.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "enrolment_disabled",
    title: "the enrolment is disabled",
    seat: Seat::Service,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::EnrolmentOff, 100), clue(Sign::Disabled, 100)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrolment_disabled",
    why: "The service found the entry, and the entry is switched off. A disabled individual enrolment keeps its device out even when a group would let it in.",
    confirm: "Look at `provisioningStatus` of the enrolment.",
    fix: "Enable it: `az iot dps enrollment update --dps-name DPS --enrollment-id dev-01 --provisioning-status enabled`.",
    citations: &[
        thread!("Azure/azure-iot-sdk-csharp", "1604"),
        sources::REVOKE,
    ],
};

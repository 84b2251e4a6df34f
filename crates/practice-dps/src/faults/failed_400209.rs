//! The registration fails with 400209: the hub is not to be written to.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, OutcomeFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "failed_400209",
    level: Level::Dps,
    title: "the registration fails with 400209: the hub is not to be written to",
    evidence: Evidence::Observed,
    hook: Hook::Outcome(OutcomeFault::Fail(400_209, "IoTHub unauthorized.")),
};

pub(super) static TEXTS: Texts = Texts {
    id: "failed_400209",
    imitates: "DPS has no rights on the hub. The code is in the C SDK; the text is not known.",
    teaches: "Report code and text; an operator has to link the hub with a policy that may write devices.",
    citations: &[sources::TROUBLE],
};

//! The ID scope is not that of an instance.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "id_scope_wrong",
    title: "the ID scope is not that of an instance",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::IdScopeOfAnother, 100),
        clue(Sign::IdScopeOdd, 75),
        clue(Sign::IdScopeDiffers, 75),
        clue(Sign::PlaceholderLeft, 15),
        clue(Sign::Connack3, 70),
        clue(Sign::Code401000, 20),
        clue(Sign::Code404201, 24),
        clue(Sign::IdScopeFits, -80),
    ],
    asks: &[Ask::Settings, Ask::Instance],
};

pub(super) static TEXTS: Texts = Texts {
    id: "id_scope_wrong",
    why: "One host serves all instances, and the ID scope in the user name tells them apart. For a scope that no instance has DPS answers CONNACK 3, which every client words as an outage.",
    confirm: "Compare the first part of the user name with the ID scope on the instance's overview: `az iot dps show --name DPS --query properties.idScope`.",
    fix: "Copy the ID scope from the overview of the instance; it begins with 0ne. Look for the letter O where a zero belongs.",
    citations: &[thread!("Azure/azure-iot-sdk-python", "670"), sources::TERMS],
};

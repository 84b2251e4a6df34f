//! The service does not know the operation that is asked about.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "operation_unknown",
    title: "the service does not know the operation that is asked about",
    seat: Seat::Client,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::Code404203, 90),
        clue(Sign::Status404, 35),
        clue(Sign::Code404202, 35),
    ],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "operation_unknown",
    why: "The operation ID is mistyped, another device's, or too old. How long DPS keeps them is not documented.",
    confirm: "Compare it with the `operationId` of the last 202.",
    fix: "Register again from the start and poll with the new operation ID.",
    citations: &[sources::TROUBLE],
};

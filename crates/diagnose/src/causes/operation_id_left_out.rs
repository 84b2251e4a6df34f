//! An answer comes without an operation ID.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "operation_id_left_out",
    title: "an answer comes without an operation ID",
    seat: Seat::Client,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::OperationIdMissing, 90),
        clue(Sign::AnswerUnreadable, 14),
    ],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "operation_id_left_out",
    why: "The service may leave `operationId` out of the answer to a poll. A device that reads it anew each time then asks for nothing.",
    confirm: "Look at the body of the last 202.",
    fix: "Keep the operation ID of the first 202 and use it until the end.",
    citations: &[
        thread!("Azure/azure-sdk-for-c", "2007"),
        sources::SDK_EMBEDDED,
    ],
};

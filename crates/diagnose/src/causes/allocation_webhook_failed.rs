//! The custom allocation function failed.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "allocation_webhook_failed",
    title: "the custom allocation function failed",
    seat: Seat::Service,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::AllocationCustom, 25),
        clue(Sign::WebhookBroken, 100),
        clue(Sign::RegistrationFailed, 28),
        clue(Sign::Code400207, 95),
        clue(Sign::AllocationByService, -60),
    ],
    asks: &[Ask::Body, Ask::Instance],
};

pub(super) static TEXTS: Texts = Texts {
    id: "allocation_webhook_failed",
    why: "The enrolment lets a function of yours choose the hub. It answered an error, its URL has no function key, or it named a hub that is not linked. The number in the message is its HTTP status.",
    confirm: "Look at the function's log at that time.",
    fix: "Correct the function; its URL has to contain the key, and its answer one of the hubs it was given.",
    citations: &[
        thread!("Azure/iotedge", "3233"),
        thread!("Azure/azure-sphere-samples", "31"),
        thread!("MicrosoftDocs/azure-docs", "54859"),
        thread!("MicrosoftDocs/azure-docs", "120260"),
        thread!("Azure/azure-cli", "26889"),
        sources::CUSTOM,
    ],
};

//! The program does not look at the status in the topic.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "topic_status_ignored",
    title: "the program does not look at the status in the topic",
    seat: Seat::Client,
    confidence: Confidence::Observed,
    clues: &[clue(Sign::OperationIdKeyError, 100)],
    asks: &[Ask::Body, Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "topic_status_ignored",
    why: "An error comes on the same filter, with its status in the topic and a body without `operationId`. A program that goes straight for the body trips over that, and hides the error.",
    confirm: "Print topic and body of every message before reading them.",
    fix: "Read the three digits behind `res/` first; only 202 has an operation to ask about.",
    citations: &[
        thread!("Azure/iot-central-micropython-client", "7"),
        sources::MQTT,
    ],
};

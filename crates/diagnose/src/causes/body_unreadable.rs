//! The body of the request is not what DPS reads.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "body_unreadable",
    title: "the body of the request is not what DPS reads",
    seat: Seat::Client,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::BodyNotJson, 100),
        clue(Sign::BodyOfAnother, 90),
        clue(Sign::Code400002, 70),
        clue(Sign::Status400, 35),
        clue(Sign::Status415, 60),
    ],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "body_unreadable",
    why: "The body may be empty or a JSON object; quotes are lost easily on a shell. It need not name the registration ID, and when it does it must be the one of the connection.",
    confirm: "Look at the payload of the PUBLISH as it was sent.",
    fix: "Send an empty body, or `{\"registrationId\":\"dev-01\"}` in single quotes.",
    citations: &[sources::REGISTER, sources::MQTT],
};

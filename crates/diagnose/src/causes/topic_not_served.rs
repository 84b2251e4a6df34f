//! The client publishes to a topic that the service does not serve.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "topic_not_served",
    title: "the client publishes to a topic that the service does not serve",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::TopicForeign, 100),
        clue(Sign::ClosedOnRegister, 45),
        clue(Sign::HubClosed, 35),
        clue(Sign::ClosedUnsaid, 20),
        clue(Sign::AnswerAbsent, 12),
    ],
    asks: &[Ask::Settings, Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "topic_not_served",
    why: "Only the documented topics exist, and every character counts: the slash before the question mark, the capitals of PUT and GET. Anything else is dropped or ends the connection.",
    confirm: "Compare the topic with `$dps/registrations/PUT/iotdps-register/?$rid=1` character by character.",
    fix: "Publish to `$dps/registrations/PUT/iotdps-register/?$rid=1`, and poll on `$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=...`.",
    citations: &[sources::MQTT, sources::HUB_MQTT],
};

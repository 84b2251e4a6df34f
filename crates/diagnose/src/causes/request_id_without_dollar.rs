//! The topic says ?rid= without its dollar sign.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "request_id_without_dollar",
    title: "the topic says ?rid= without its dollar sign",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::RequestIdWithoutDollar, 100),
        clue(Sign::AnswerAbsent, 22),
    ],
    asks: &[Ask::Settings, Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "request_id_without_dollar",
    why: "DPS serves the request all the same, but answers with an empty `$rid`. A client that waits for its own request ID waits in vain.",
    confirm: "Look at the topic of the answer: it ends in `?$rid=` with nothing or with `&retry-after` behind it.",
    fix: "Write `?$rid=1`, in single quotes on a shell.",
    citations: &[
        thread!("Azure-Samples/iot-middleware-freertos-samples", "393"),
        sources::MQTT,
    ],
};

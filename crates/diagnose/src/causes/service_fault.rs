//! The service has trouble of its own.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "service_fault",
    title: "the service has trouble of its own",
    seat: Seat::Service,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::Status5xx, 85),
        clue(Sign::ConnackAbsent, 30),
        clue(Sign::Connack3, 20),
        clue(Sign::AnswerAbsent, 20),
        clue(Sign::ClosedOnConnect, 18),
        clue(Sign::ClosedUnsaid, 12),
        clue(Sign::AnswerUnreadable, 20),
    ],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "service_fault",
    why: "The fault is with the service, not with the device.",
    confirm: "Look at Azure's status page, and try again.",
    fix: "Wait and repeat the same request, longer each time.",
    citations: &[sources::TROUBLE, sources::SCALE],
};

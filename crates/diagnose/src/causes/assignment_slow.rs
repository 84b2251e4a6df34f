//! The service takes longer to assign than the client waits.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "assignment_slow",
    title: "the service takes longer to assign than the client waits",
    seat: Seat::Service,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::StillAssigning, 70), clue(Sign::AnswerAbsent, 10)],
    asks: &[Ask::Instance, Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "assignment_slow",
    why: "A custom allocation function, a slow hub or a busy instance keeps the registration at assigning. It goes on when the client has given up.",
    confirm: "Register again: the second time it is often done at once.",
    fix: "Poll for longer, and look at the allocation function's duration.",
    citations: &[sources::SCALE],
};

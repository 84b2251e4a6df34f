//! The connection passed a limit of the relay.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "relay_limit_passed",
    title: "the connection passed a limit of the relay",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::RelayLimit, 100)],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "relay_limit_passed",
    why: "The relay ends connections that are idle, last long or carry far more than a registration needs.",
    confirm: "Look at the packet list for a very large payload, or something sent in a loop.",
    fix: "Set changed payloads back and run again.",
    citations: &[sources::QUOTAS],
};

//! The network broke or leads nowhere.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "network_broken",
    title: "the network broke or leads nowhere",
    seat: Seat::Network,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::Unreachable, 60),
        clue(Sign::ConnectFailed, 55),
        clue(Sign::ConnectionReset, 50),
        clue(Sign::ClosedUnsaid, 18),
        clue(Sign::AnswerAbsent, 14),
        clue(Sign::HubSilent, 30),
    ],
    asks: &[Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "network_broken",
    why: "The connection ended below TLS: a link went down, a device on the way forgot it, or a firewall reset it.",
    confirm: "Try again; if it breaks at the same packet each time it is not the network.",
    fix: "Reconnect with a growing pause.",
    citations: &[sources::SCALE],
};

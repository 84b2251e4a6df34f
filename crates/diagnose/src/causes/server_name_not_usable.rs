//! The server name cannot be used with this destination.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "server_name_not_usable",
    title: "the server name cannot be used with this destination",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::ServerNameForbidden, 100)],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_name_not_usable",
    why: "The name is neither a DNS name nor an address, or differs from a destination for which that is not allowed.",
    confirm: "Compare the server name with the host.",
    fix: "Set the server name back to the host you connect to.",
    citations: &[sources::RFC_NAMES],
};

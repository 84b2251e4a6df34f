//! Page and relay do not understand each other.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "relay_versions_differ",
    title: "page and relay do not understand each other",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::RelayUnread, 100)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "relay_versions_differ",
    why: "They come from different versions, or the page has a fault.",
    confirm: "Reload the page.",
    fix: "Reload the page from the relay that runs; if it happens again, report it.",
    citations: &[sources::MQTT],
};

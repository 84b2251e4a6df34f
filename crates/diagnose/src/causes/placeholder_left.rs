//! A placeholder was not replaced.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "placeholder_left",
    title: "a placeholder was not replaced",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::PlaceholderLeft, 90)],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "placeholder_left",
    why: "The text between the braces or angle brackets is sent as it stands.",
    confirm: "Look for `{`, `<` and YOUR in what the client is told.",
    fix: "Put your own value in its place.",
    citations: &[sources::MQTT],
};

//! A file is not where the client looks for it.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "file_not_found",
    title: "a file is not where the client looks for it",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::FileMissing, 100), clue(Sign::TlsUnsaid, 14)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "file_not_found",
    why: "The path is relative to where the client was started, or misspelt.",
    confirm: "List the file with the very path.",
    fix: "Give the full path of the file.",
    citations: &[sources::MOSQUITTO],
};

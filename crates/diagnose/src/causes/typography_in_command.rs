//! Typographic quotes or dashes came in by copying.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "typography_in_command",
    title: "typographic quotes or dashes came in by copying",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::TypographyInCommand, 100)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "typography_in_command",
    why: "A word processor or a web page made the quotes curly or joined two dashes into one. A shell takes them for letters.",
    confirm: "Look at the quotes and dashes in a plain text editor.",
    fix: "Type the quotes and dashes again: `'`, `--`.",
    citations: &[sources::BASH],
};

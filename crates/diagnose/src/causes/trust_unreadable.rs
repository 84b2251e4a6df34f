//! A root that was given cannot be used.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "trust_unreadable",
    title: "a root that was given cannot be used",
    seat: Seat::Certificates,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::TrustUnreadable, 100)],
    asks: &[Ask::Trust],
};

pub(super) static TEXTS: Texts = Texts {
    id: "trust_unreadable",
    why: "The file given as the server's root holds no certificate that can be one.",
    confirm: "Run `dps-playground check --profile server` on it.",
    fix: "Give a PEM file of root certificates.",
    citations: &[sources::ROOTS],
};

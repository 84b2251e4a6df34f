//! The check of the server is switched off.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "server_not_checked",
    title: "the check of the server is switched off",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::VerificationOff, 35)],
    asks: &[Ask::Trust],
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_not_checked",
    why: "The client would hand its registration to anyone who answers under the name. It hides a wrong root rather than putting it right.",
    confirm: "Leave the option away: when the connection then fails, the trusted root is what is wrong.",
    fix: "Leave `--insecure` or `-k` away and trust Azure's two roots.",
    citations: &[sources::ROOTS, sources::RFC_NAMES],
};

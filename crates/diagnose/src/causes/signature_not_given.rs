//! The page did not sign the handshake.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "signature_not_given",
    title: "the page did not sign the handshake",
    seat: Seat::Relay,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::SignatureDeclined, 100)],
    asks: &[Ask::Key],
};

pub(super) static TEXTS: Texts = Texts {
    id: "signature_not_given",
    why: "The relay has no key: the page signs. It had no key that fits, or the browser held the hidden tab back.",
    confirm: "Look whether a key is loaded, and keep the tab in front.",
    fix: "Load the key that belongs to the certificate and run the step again.",
    citations: &[sources::RFC_TLS],
};

//! The other side hung up in the handshake.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "handshake_cut",
    title: "the other side hung up in the handshake",
    seat: Seat::Network,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::HandshakeCut, 55),
        clue(Sign::HandshakeLate, 40),
        clue(Sign::ConnectionReset, 8),
    ],
    asks: &[Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "handshake_cut",
    why: "The connection ended before TLS was agreed on, without an alert. Firewalls do this, and servers that find nothing in common.",
    confirm: "Try from another network, and with `openssl s_client`.",
    fix: "Check host and port, then what lies on the way.",
    citations: &[sources::RFC_TLS],
};

//! The server takes its time before its first word of TLS.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "handshake_slow",
    level: Level::Tls,
    title: "the server takes its time before its first word of TLS",
    evidence: Evidence::Unproven,
    hook: Hook::Handshake(HandshakeFault::Slow),
};

pub(super) static TEXTS: Texts = Texts {
    id: "handshake_slow",
    imitates: "A front end under load, or a link over satellite.",
    teaches: "Give the handshake a time limit of its own that is longer than this, and let the watchdog of the device know that nothing hangs.",
    citations: &[sources::SCALE],
};

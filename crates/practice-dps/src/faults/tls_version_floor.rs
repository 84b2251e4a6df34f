//! Only TLS 1.3 is spoken.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, Texts, rfc, sources};

pub(super) static FAULT: Fault = Fault {
    id: "tls_version_floor",
    level: Level::Tls,
    title: "only TLS 1.3 is spoken",
    evidence: Evidence::Unproven,
    hook: Hook::Handshake(HandshakeFault::Tls13Only),
};

pub(super) static TEXTS: Texts = Texts {
    id: "tls_version_floor",
    imitates: "A service that has given up TLS 1.2, as services gave up 1.0 and 1.1. DPS speaks TLS 1.2 and has announced no end of it.",
    teaches: "See what this firmware does when the floor rises: it should report the alert protocol_version, not reboot in a loop. A library that also speaks TLS 1.3 goes on.",
    citations: &[sources::TLS, rfc!("8446", "D.2")],
};

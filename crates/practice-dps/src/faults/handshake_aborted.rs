//! The server goes away after the ClientHello.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "handshake_aborted",
    level: Level::Tls,
    title: "the server goes away after the ClientHello",
    evidence: Evidence::Unproven,
    hook: Hook::Handshake(HandshakeFault::Abort),
};

pub(super) static TEXTS: Texts = Texts {
    id: "handshake_aborted",
    imitates: "A firewall that looks at the server name, or a front end that is being restarted.",
    teaches: "Take it as passing: wait, longer each time and with jitter, and try again.",
    citations: &[sources::SCALE],
};

//! The server's certificate leads to a root nobody was told of.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, ServerCertificate, Texts, rfc, sources};

pub(super) static FAULT: Fault = Fault {
    id: "server_root_unknown",
    level: Level::Tls,
    title: "the server's certificate leads to a root nobody was told of",
    evidence: Evidence::Documented,
    hook: Hook::Handshake(HandshakeFault::Certificate(ServerCertificate::UnknownRoot)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_root_unknown",
    imitates: "What a device sees when somebody else answers in the service's place, or when the service has moved to a root that was never installed.",
    teaches: "Refuse. If this device connects, its TLS library does not verify the server at all.",
    citations: &[rfc!("5280", "6.1"), sources::ROOTS],
};

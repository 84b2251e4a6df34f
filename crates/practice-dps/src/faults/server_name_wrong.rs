//! The server's certificate is for another name.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, ServerCertificate, Texts, rfc, sources};

pub(super) static FAULT: Fault = Fault {
    id: "server_name_wrong",
    level: Level::Tls,
    title: "the server's certificate is for another name",
    evidence: Evidence::Documented,
    hook: Hook::Handshake(HandshakeFault::Certificate(ServerCertificate::WrongName)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_name_wrong",
    imitates: "What a device sees behind a proxy that opens TLS, or when its DNS leads elsewhere.",
    teaches: "Compare the name you connect to with subjectAltName, and refuse. A TLS library that does this only when it is told the name must be told it.",
    citations: &[rfc!("6125", "6.4"), sources::TLS],
};

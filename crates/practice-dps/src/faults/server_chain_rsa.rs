//! The server's certificate has an RSA key.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, ServerCertificate, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "server_chain_rsa",
    level: Level::Tls,
    title: "the server's certificate has an RSA key",
    evidence: Evidence::Documented,
    hook: Hook::Handshake(HandshakeFault::Certificate(ServerCertificate::Rsa)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_chain_rsa",
    imitates: "IoT Hub presents RSA server certificates by default; the practice service presents ECDSA, because making an RSA key costs a tenth of a second.",
    teaches: "Build the TLS library with RSA signature verification and the ECDHE_RSA suites, and leave memory for a 2048-bit key.",
    citations: &[sources::HUB_TLS, sources::TLS],
};

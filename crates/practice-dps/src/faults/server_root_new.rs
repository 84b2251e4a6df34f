//! The server's certificate leads to the next root.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, ServerCertificate, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "server_root_new",
    level: Level::Tls,
    title: "the server's certificate leads to the next root",
    evidence: Evidence::Documented,
    hook: Hook::Handshake(HandshakeFault::Certificate(ServerCertificate::NewRoot)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_root_new",
    imitates: "The service's move from Baltimore CyberTrust Root to DigiCert Global Root G2, in 2024, and any move to come: Microsoft asks devices to trust two roots, so that one of them may go.",
    teaches: "Install both roots that the practice service gives out, as a real device holds DigiCert Global Root G2 and Microsoft RSA Root 2017, and pin neither an intermediate nor one root alone.",
    citations: &[sources::ROOTS],
};

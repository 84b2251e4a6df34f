//! The server's key is on P-384.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, ServerCertificate, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "server_chain_p384",
    level: Level::Tls,
    title: "the server's key is on P-384",
    evidence: Evidence::Unproven,
    hook: Hook::Handshake(HandshakeFault::Certificate(ServerCertificate::P384)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_chain_p384",
    imitates: "A service that has moved to the ECC certificates for which Microsoft's SDKs already carry the roots, DigiCert Global Root G3 and Microsoft ECC Root 2017. DPS has announced nothing of the kind.",
    teaches: "Build the TLS library with ECDSA and with P-384, also when your own key is RSA.",
    citations: &[sources::ROOTS, sources::TLS],
};

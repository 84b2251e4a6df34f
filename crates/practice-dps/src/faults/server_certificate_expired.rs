//! The server's certificate has expired.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, ServerCertificate, Texts, rfc, sources};

pub(super) static FAULT: Fault = Fault {
    id: "server_certificate_expired",
    level: Level::Tls,
    title: "the server's certificate has expired",
    evidence: Evidence::Documented,
    hook: Hook::Handshake(HandshakeFault::Certificate(ServerCertificate::Expired)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_certificate_expired",
    imitates: "What a device sees when its clock runs ahead, or when somebody on its way answers with an old certificate. DPS renews its own in time.",
    teaches: "Refuse the handshake, keep the credentials, and try again later. A device that connects anyway would also talk to whoever holds a stolen, expired key.",
    citations: &[rfc!("5280", "6.1.3"), sources::TLS],
};

//! The server's certificate is not valid yet.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, ServerCertificate, Texts, rfc};

pub(super) static FAULT: Fault = Fault {
    id: "server_certificate_not_yet_valid",
    level: Level::Tls,
    title: "the server's certificate is not valid yet",
    evidence: Evidence::Documented,
    hook: Hook::Handshake(HandshakeFault::Certificate(ServerCertificate::NotYetValid)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_certificate_not_yet_valid",
    imitates: "What every device sees that starts with its clock at 1970 and connects before it has the time.",
    teaches: "Set the clock first, from NTP or from a source of your own; do not switch the check of dates off.",
    citations: &[rfc!("5280", "6.1.3")],
};

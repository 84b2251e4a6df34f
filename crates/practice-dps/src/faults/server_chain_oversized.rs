//! The server's chain does not fit into one TLS record.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, ServerCertificate, Texts, rfc, sources};

pub(super) static FAULT: Fault = Fault {
    id: "server_chain_oversized",
    level: Level::Tls,
    title: "the server's chain does not fit into one TLS record",
    evidence: Evidence::Observed,
    hook: Hook::Handshake(HandshakeFault::Certificate(ServerCertificate::Oversized)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_chain_oversized",
    imitates: "Server chains grow with every intermediate and every name; the handshake message may then span records of 16 KB.",
    teaches: "Read handshake messages across records, and give the TLS library a buffer for them. Small stacks with 4 KB end the connection without a word about size.",
    citations: &[sources::LATE_ISSUE, rfc!("5246", "6.2.1")],
};

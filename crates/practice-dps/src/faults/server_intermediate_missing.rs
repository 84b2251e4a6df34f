//! The server sends its certificate without the intermediate above it.

use crate::decision::Evidence;
use crate::fault::{Fault, HandshakeFault, Hook, Level, ServerCertificate, Texts, rfc, sources};

pub(super) static FAULT: Fault = Fault {
    id: "server_intermediate_missing",
    level: Level::Tls,
    title: "the server sends its certificate without the intermediate above it",
    evidence: Evidence::Unproven,
    hook: Hook::Handshake(HandshakeFault::Certificate(
        ServerCertificate::IntermediateMissing,
    )),
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_intermediate_missing",
    imitates: "A front end that is set up wrongly. DPS is not known to have done this.",
    teaches: "Refuse: a certificate whose issuer is not there cannot be verified. Do not mend it by installing the intermediate: Microsoft changes intermediates without notice.",
    citations: &[rfc!("5246", "7.4.2"), sources::ROOTS],
};

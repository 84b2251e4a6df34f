//! The handshake does not fit into the device's buffers.

use crate::cause::clue;
use crate::sources::thread;
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "chain_too_large",
    title: "the handshake does not fit into the device's buffers",
    seat: Seat::Device,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::ChainTooLarge, 60),
        clue(Sign::TlsMemory, 100),
        clue(Sign::HandshakeCut, 14),
    ],
    asks: &[Ask::Handshake, Ask::Chain],
};

pub(super) static TEXTS: Texts = Texts {
    id: "chain_too_large",
    why: "Small TLS stacks take records of a few thousand bytes. The server's chain or the device's own is larger, and the handshake ends in an allocation or record error.",
    confirm: "Look at the TLS library's error number: mbedTLS says -0x7F00 for memory and -0x7200 for a record too large.",
    fix: "Use P-256 keys and as few intermediates as possible, and give the TLS stack buffers of 16 KB.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "2362"),
        thread!("Azure/azure-iot-device-ecosystem", "419"),
    ],
};

//! Windows does not send the intermediates.

use crate::cause::clue;
use crate::sources::thread;
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "chain_kept_back_by_windows",
    title: "Windows does not send the intermediates",
    seat: Seat::Client,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::SchannelInUse, 45),
        clue(Sign::CaNotFound, 14),
        clue(Sign::Status401, 10),
        clue(Sign::Code401002, 10),
        clue(Sign::ChainOfOne, 8),
    ],
    asks: &[Ask::Handshake, Ask::Chain],
};

pub(super) static TEXTS: Texts = Texts {
    id: "chain_kept_back_by_windows",
    why: "Schannel and .NET on Windows build the chain from the certificate store and leave out what they do not find there, even when it is in the PFX.",
    confirm: "Look at the Certificate message on the wire, or try the same files on Linux.",
    fix: "Install the intermediates into the store of the account that runs the program, Intermediate Certification Authorities, or build with OpenSSL.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "437"),
        thread!("Azure/azure-iot-sdk-csharp", "898"),
        thread!("Azure/azure-iot-sdk-csharp", "1010"),
    ],
};

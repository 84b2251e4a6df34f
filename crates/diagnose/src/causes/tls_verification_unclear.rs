//! TLS failed for a reason the client keeps to itself.

use crate::cause::clue;
use crate::sources::thread;
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "tls_verification_unclear",
    title: "TLS failed for a reason the client keeps to itself",
    seat: Seat::Client,
    confidence: Confidence::Observed,
    clues: &[clue(Sign::TlsUnsaid, 24)],
    asks: &[Ask::Handshake, Ask::Trust],
};

pub(super) static TEXTS: Texts = Texts {
    id: "tls_verification_unclear",
    why: "mosquitto and some SDKs say no more than that TLS failed: the trusted root, the server's name, a file or a time can each be the reason.",
    confirm: "Run `openssl s_client` with the same files: its verify line names the reason.",
    fix: "Run `openssl s_client -connect global.azure-devices-provisioning.net:8883 -cert chain.pem -key device.key -CAfile roots.pem`.",
    citations: &[thread!("Azure/azure-iot-sdk-c", "2255")],
};

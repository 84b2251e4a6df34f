//! The device does not trust the root that DPS uses now.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "server_root_not_trusted",
    title: "the device does not trust the root that DPS uses now",
    seat: Seat::Device,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::TrustOther, 100),
        clue(Sign::VerifyFailed, 62),
        clue(Sign::RootUntrusted, 75),
        clue(Sign::ServerSelfSigned, 50),
        clue(Sign::TlsUnsaid, 40),
        clue(Sign::OldRoot, 95),
        clue(Sign::RootsIncomplete, 40),
        clue(Sign::IntermediatePinned, 70),
        clue(Sign::TrustAbsent, 60),
        clue(Sign::TrustNotAzures, 55),
        clue(Sign::TrustOfAnother, 100),
        clue(Sign::AlertUnknownCa, 22),
        clue(Sign::TrustFits, -90),
        clue(Sign::TrustIsOwnCa, -80),
        clue(Sign::TlsVerified, -80),
        clue(Sign::TlsDone, -60),
        clue(Sign::ProxyCertificate, -30),
    ],
    asks: &[Ask::Trust, Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_root_not_trusted",
    why: "The server's chain ends in DigiCert Global Root G2 or Microsoft RSA Root Certificate Authority 2017. Devices with Baltimore, which left DPS in 2024, or with a pinned intermediate trust neither.",
    confirm: "Look which root the server's chain names, and which ones the client is given.",
    fix: "Trust DigiCert Global Root G2 and Microsoft RSA Root Certificate Authority 2017, both.",
    citations: &[
        thread!("espressif/esp-azure", "15"),
        thread!("Azure-Samples/iot-middleware-freertos-samples", "299"),
        thread!("microsoft/azure-iot-central-esp32-sample", "5"),
        thread!("Azure/azure-iot-sdk-c", "1893"),
        thread!("Spyro-Soft/scargo", "281"),
        thread!("sonydevworld/spresense", "532"),
        thread!("nanoframework/Home", "1100"),
        thread!("arendst/Tasmota", "14624"),
        thread!("MicrosoftDocs/azure-docs", "89365"),
        sources::ROOTS,
    ],
};

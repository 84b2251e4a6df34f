//! The device's own CA is given as the server's root.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "own_ca_as_server_trust",
    title: "the device's own CA is given as the server's root",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::TrustIsOwnCa, 100),
        clue(Sign::TrustOther, 30),
        clue(Sign::VerifyFailed, 14),
        clue(Sign::ServerSelfSigned, 22),
        clue(Sign::RootUntrusted, 22),
        clue(Sign::TlsUnsaid, 12),
        clue(Sign::TrustFits, -90),
        clue(Sign::TlsVerified, -80),
    ],
    asks: &[Ask::Trust],
};

pub(super) static TEXTS: Texts = Texts {
    id: "own_ca_as_server_trust",
    why: "Two roots are in play: the one your device's certificate comes from, which DPS must know, and the one the server's comes from, which the device must know. They are not the same.",
    confirm: "Compare the file given as CA with the device's own chain.",
    fix: "Give Azure's roots as trust: `--capath /etc/ssl/certs`, or a file with DigiCert Global Root G2 and Microsoft RSA Root 2017.",
    citations: &[thread!("Azure/azure-iot-sdk-c", "1893"), sources::ROOTS],
};

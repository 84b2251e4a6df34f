//! The client presents neither certificate nor password.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "credential_not_sent",
    title: "the client presents neither certificate nor password",
    seat: Seat::Settings,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::CertificateAbsent, 100),
        clue(Sign::KeyAbsent, 90),
        clue(Sign::AlertCertificateRequired, 90),
        clue(Sign::TlsHandshakeFailure, 22),
        clue(Sign::Connack5, 38),
        clue(Sign::Status401, 10),
        clue(Sign::ChainOfOne, -40),
        clue(Sign::CertificateInUse, -30),
    ],
    asks: &[Ask::Handshake, Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "credential_not_sent",
    why: "DPS asks for a certificate in the handshake and lets the client go on without one; CONNECT is then refused with 5. Some clients leave a certificate out without a word when its key is missing.",
    confirm: "Look at the client's Certificate message in the handshake: with no certificate it is seven bytes long.",
    fix: "Give the client certificate and key: `--cert chain.pem --key device.key` with mosquitto.",
    citations: &[thread!("Azure/azure-iot-sdk-c", "2255"), sources::MQTT],
};

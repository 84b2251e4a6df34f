//! The server judges the device's certificate in the handshake and refuses it.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "certificate_refused_in_handshake",
    title: "the server judges the device's certificate in the handshake and refuses it",
    seat: Seat::Certificates,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::AlertUnknownCa, 55),
        clue(Sign::AlertBadCertificate, 85),
        clue(Sign::AlertOther, 50),
        clue(Sign::AlertCertificateExpired, 10),
    ],
    asks: &[Ask::Chain, Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "certificate_refused_in_handshake",
    why: "DPS, in every trace that is known, takes any certificate in the handshake and judges it when the device registers. A server that refuses earlier is another one, a hub for example, or something on the way.",
    confirm: "Check that the host really is DPS.",
    fix: "Present a certificate whose chain this server knows, with all its intermediates.",
    citations: &[sources::RFC_ALERTS, sources::TLS],
};

//! The server takes no signature that this kind of key can make.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "key_kind_not_taken",
    title: "the server takes no signature that this kind of key can make",
    seat: Seat::Certificates,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::NoCommonScheme, 100),
        clue(Sign::KeyKindUnproven, 35),
        clue(Sign::TlsHandshakeFailure, 14),
    ],
    asks: &[Ask::Key, Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_kind_not_taken",
    why: "Device and server choose a signature scheme in the handshake. Microsoft documents EC and RSA keys; nobody has shown that DPS takes Ed25519 or others.",
    confirm: "Look at the signature schemes in the server's CertificateRequest.",
    fix: "Use an EC key on P-256 or an RSA key of 2048 bits.",
    citations: &[sources::ATTESTATION, sources::TLS],
};

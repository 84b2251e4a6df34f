//! The device's certificate is not valid yet.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "certificate_not_yet_valid",
    title: "the device's certificate is not valid yet",
    seat: Seat::Certificates,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::LeafNotYetValid, 100),
        clue(Sign::EnrolledNotYetValid, 75),
        clue(Sign::InvalidCertificate, 14),
    ],
    asks: &[Ask::Chain, Ask::Clock],
};

pub(super) static TEXTS: Texts = Texts {
    id: "certificate_not_yet_valid",
    why: "A certificate made by a computer whose clock is ahead, or in another time zone, begins later than now.",
    confirm: "Look at its dates: `openssl x509 -in leaf.pem -noout -dates`.",
    fix: "Wait, or issue it again with a beginning in the past.",
    citations: &[sources::RFC_VALIDITY],
};

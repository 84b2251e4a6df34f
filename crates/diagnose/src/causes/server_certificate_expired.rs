//! The server's certificate has expired.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "server_certificate_expired",
    title: "the server's certificate has expired",
    seat: Seat::Service,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::ServerDatesPast, 100),
        clue(Sign::ServerExpired, 50),
        clue(Sign::VerifyFailed, 24),
        clue(Sign::ClockRight, 20),
        clue(Sign::ServerDatesRight, -100),
        clue(Sign::ClockAtStart, -60),
    ],
    asks: &[Ask::Clock, Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_certificate_expired",
    why: "If the device's clock is right, the server was not given a new certificate in time, or a proxy shows an old one.",
    confirm: "Look at its dates: `openssl s_client -connect HOST:8883 </dev/null | openssl x509 -noout -dates`.",
    fix: "It is for the server's owner to renew it.",
    citations: &[sources::RFC_VALIDITY],
};

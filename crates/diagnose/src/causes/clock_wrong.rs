//! The device's clock is wrong.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "clock_wrong",
    title: "the device's clock is wrong",
    seat: Seat::Device,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::ServerDatesAhead, 90),
        clue(Sign::ServerDatesRight, 20),
        clue(Sign::ClockAtStart, 100),
        clue(Sign::ServerNotYetValid, 90),
        clue(Sign::ServerExpired, 60),
        clue(Sign::TokenCalledExpired, 60),
        clue(Sign::VerifyFailed, 26),
        clue(Sign::TlsUnsaid, 10),
        clue(Sign::ServerDatesPast, -60),
        clue(Sign::ClockRight, -80),
    ],
    asks: &[Ask::Clock],
};

pub(super) static TEXTS: Texts = Texts {
    id: "clock_wrong",
    why: "A device without a battery starts in 1970. By that clock no certificate is valid yet and every token has the wrong end.",
    confirm: "Print the time on the device: `date -u`.",
    fix: "Ask a time server before TLS, and go on when it has answered.",
    citations: &[
        thread!("Azure/azure-sdk-for-c", "1937"),
        thread!("Azure/azure-sdk-for-c", "2235"),
        sources::RFC_VALIDITY,
    ],
};

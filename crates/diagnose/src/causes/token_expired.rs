//! The SAS token has expired.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "token_expired",
    title: "the SAS token has expired",
    seat: Seat::Client,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::TokenExpired, 100),
        clue(Sign::TokenCalledExpired, 55),
        clue(Sign::ClockAtStart, 20),
        clue(Sign::SymmetricKeyInUse, 5),
        clue(Sign::CertificateInUse, -100),
    ],
    asks: &[Ask::Clock, Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "token_expired",
    why: "`se=` is the second at which the token ends. A device whose clock stands at 1970 makes tokens that ended long ago.",
    confirm: "Compare `se=` with `date +%s`.",
    fix: "Set the clock from a time server first, then make a new token.",
    citations: &[
        thread!("Azure/azure-sdk-for-c", "1937"),
        thread!("Azure/azure-sdk-for-c", "2235"),
        sources::KEYS,
    ],
};

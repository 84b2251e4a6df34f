//! 429 is answered, 429001, to a poll.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Request, RequestFault, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "poll_429",
    level: Level::Dps,
    title: "429 is answered, 429001, to a poll",
    evidence: Evidence::Documented,
    hook: Hook::Request(
        Request::Poll,
        RequestFault::Refuse(429_001, "Operations are being throttled for this tenant."),
    ),
};

pub(super) static TEXTS: Texts = Texts {
    id: "poll_429",
    imitates: "More polls than the quota allows: 5 in 10 seconds and device. PUT and GET are throttled apart.",
    teaches: "Wait as long as retry-after says, add jitter so that a fleet does not come back at once, and repeat the same request on the same connection.",
    citations: &[
        sources::QUOTAS,
        sources::THROTTLE_ISSUE,
        sources::SCALE,
        sources::STATUS,
    ],
};

//! What answers does not speak TLS.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "not_tls_there",
    title: "what answers does not speak TLS",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::NotTls, 80)],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "not_tls_there",
    why: "The port belongs to something else: 1883 is MQTT without TLS, and a proxy may answer in plain text.",
    confirm: "Look at what comes back: `openssl s_client -connect HOST:PORT`.",
    fix: "Use port 8883 of the real host.",
    citations: &[sources::TLS],
};

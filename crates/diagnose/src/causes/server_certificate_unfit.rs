//! The server's certificate is unfit.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "server_certificate_unfit",
    title: "the server's certificate is unfit",
    seat: Seat::Service,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::ServerUnfit, 85)],
    asks: &[Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_certificate_unfit",
    why: "It cannot be read, is not meant for servers, or a signature in its chain is wrong.",
    confirm: "Show the chain: `openssl s_client -connect HOST:8883 -showcerts`.",
    fix: "Ask the server's owner; a proxy that opens TLS connections may be at fault too.",
    citations: &[sources::RFC_PATH],
};

//! Nothing listens at that address and port.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "nothing_listens",
    title: "nothing listens at that address and port",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::ConnectionRefused, 80)],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "nothing_listens",
    why: "A computer answered that it serves nothing on this port. With Azure's own host that is a firewall's doing; with one of your own the service does not run.",
    confirm: "Try `openssl s_client -connect HOST:PORT`.",
    fix: "Check host and port, and that the service is running.",
    citations: &[sources::MQTT],
};

//! The instance is reached through a private endpoint only.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "private_endpoint",
    title: "the instance is reached through a private endpoint only",
    seat: Seat::Network,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::PublicAccessOff, 90),
        clue(Sign::PrivateAddress, 75),
        clue(Sign::NameNotFound, 10),
        clue(Sign::ConnectTimeout, 8),
    ],
    asks: &[Ask::Instance],
};

pub(super) static TEXTS: Texts = Texts {
    id: "private_endpoint",
    why: "Behind a private endpoint the instance's own name resolves to an address inside the network, and the global name leads nowhere that helps.",
    confirm: "Look the instance's own name up from where the device is.",
    fix: "Use `{name}.azure-devices-provisioning.net` as host, from inside the network.",
    citations: &[sources::VNET],
};

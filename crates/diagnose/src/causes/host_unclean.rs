//! The host has a scheme, a port or a path in it.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "host_unclean",
    title: "the host has a scheme, a port or a path in it",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::HostUnclean, 100), clue(Sign::NameNotFound, 30)],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "host_unclean",
    why: "The name is asked for as it stands, and there is no host of that name.",
    confirm: "Look the name up alone: `nslookup global.azure-devices-provisioning.net`.",
    fix: "Give the name alone: `global.azure-devices-provisioning.net`.",
    citations: &[sources::MQTT],
};

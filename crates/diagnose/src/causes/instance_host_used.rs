//! The host is the instance's own name instead of the global one.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "instance_host_used",
    title: "the host is the instance's own name instead of the global one",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::InstanceHost, 36),
        clue(Sign::NameNotFound, 10),
        clue(Sign::Connack3, 5),
        clue(Sign::Connack5, 19),
    ],
    asks: &[Ask::Instance],
};

pub(super) static TEXTS: Texts = Texts {
    id: "instance_host_used",
    why: "Every instance answers under the global name too, and all of Microsoft's instructions use that one. The instance's own name works as well as far as is known; it is needed behind a private endpoint and puzzling anywhere else.",
    confirm: "Try the global name; behind a private endpoint it is the one that fails.",
    fix: "Use `global.azure-devices-provisioning.net`, unless the instance is reached through a private endpoint.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "69882"),
        sources::VNET,
        sources::MQTT,
    ],
};

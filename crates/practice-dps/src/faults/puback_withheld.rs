//! The PUBACK for a request is not sent, its answer is.

use crate::decision::Evidence;
use crate::fault::{Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "puback_withheld",
    level: Level::Mqtt,
    title: "the PUBACK for a request is not sent, its answer is",
    evidence: Evidence::Unproven,
    hook: Hook::Puback(Side::Provisioning),
};

pub(super) static TEXTS: Texts = Texts {
    id: "puback_withheld",
    imitates: "A packet lost between two parts of the service.",
    teaches: "Take the answer when it comes. The Node SDK never returns without PUBACK, and the C# SDK needs it before the answer.",
    citations: &[sources::QOS1, sources::CSHARP],
};

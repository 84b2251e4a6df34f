//! CONNACK says that there is a session.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "connack_session_present",
    level: Level::Mqtt,
    title: "CONNACK says that there is a session",
    evidence: Evidence::Unproven,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::SessionPresent),
};

pub(super) static TEXTS: Texts = Texts {
    id: "connack_session_present",
    imitates: "A server that keeps sessions. DPS always answers 0, whatever the clean session flag says.",
    teaches: "Subscribe all the same. The C# SDK fails here; Python and Node go on.",
    citations: &[sources::SESSION_PRESENT, sources::CSHARP],
};

//! CONNACK 5 is answered: not authorized.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, sources};

pub(super) static FAULT: Fault = Fault {
    id: "connack_5",
    level: Level::Mqtt,
    title: "CONNACK 5 is answered: not authorized",
    evidence: Evidence::Observed,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::Connack(5)),
};

pub(super) static TEXTS: Texts = Texts {
    id: "connack_5",
    imitates: "What DPS was seen answering when the client id differs from the registration id, and to some unusable credentials. Most faults of credentials come later, as 401.",
    teaches: "Do not hammer: try again seldom, and report which certificate was presented and its dates.",
    citations: &[sources::CLIENT_ID_ISSUE, sources::CONNACK],
};

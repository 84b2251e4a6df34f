//! A TLS alert comes in place of CONNACK.

use crate::decision::Evidence;
use crate::fault::{ConnectFault, Fault, Hook, Level, Side, Texts, rfc, sources};

pub(super) static FAULT: Fault = Fault {
    id: "alert_for_connack",
    level: Level::Tls,
    title: "a TLS alert comes in place of CONNACK",
    evidence: Evidence::Observed,
    hook: Hook::Connect(Side::Provisioning, ConnectFault::Alert),
};

pub(super) static TEXTS: Texts = Texts {
    id: "alert_for_connack",
    imitates: "IoT Hub was seen ending a connection with the alert unknown_ca a day after the device's certificate had expired. For DPS nothing is known.",
    teaches: "Take an alert after the handshake as a closed connection that says why: log its name. Inside the page there is no TLS, and the connection just ends.",
    citations: &[sources::EXPIRED_ISSUE, rfc!("5246", "7.2")],
};

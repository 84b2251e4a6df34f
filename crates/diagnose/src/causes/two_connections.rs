//! One client listens and another asks, with the same client ID.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "two_connections",
    title: "one client listens and another asks, with the same client ID",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::TwoConnections, 100),
        clue(Sign::AnswerAbsent, 18),
        clue(Sign::ClosedUnsaid, 18),
    ],
    asks: &[Ask::Settings, Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "two_connections",
    why: "DPS answers on the connection that asked. With `mosquitto_sub` and `mosquitto_pub` there are two of the same name: the newer one may push out the older, and the answer goes to the one that does not listen.",
    confirm: "Look whether the listening client reconnects when the asking one starts.",
    fix: "Use one client that subscribes and publishes: `dps-playground register`, a script with paho or MQTT.js, or MQTTX.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "69882"),
        sources::MQTT,
        sources::MOSQUITTO,
    ],
};

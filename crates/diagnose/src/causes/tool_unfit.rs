//! Mosquitto_rr cannot wait for the answers of DPS.

use crate::cause::clue;
use crate::sources;
use crate::{Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "tool_unfit",
    title: "mosquitto_rr cannot wait for the answers of DPS",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[clue(Sign::ToolUnfit, 100)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "tool_unfit",
    why: "It takes no wildcard in a response topic, and the answers of DPS come on topics that are not known before. It also speaks MQTT 5 unless told otherwise.",
    confirm: "It says so itself, before it connects.",
    fix: "Use a client that subscribes to `$dps/registrations/res/#`: a script with paho or MQTT.js, MQTTX, or `dps-playground register`.",
    citations: &[sources::MOSQUITTO_RR, sources::MQTT],
};

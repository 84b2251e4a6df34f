//! The client does not speak MQTT 3.1.1.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "protocol_not_3_1_1",
    title: "the client does not speak MQTT 3.1.1",
    seat: Seat::Client,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::Mqtt5, 100),
        clue(Sign::Mqtt31, 100),
        clue(Sign::Connack1, 90),
        clue(Sign::HubProtocol, 90),
        clue(Sign::ClosedOnConnect, 30),
        clue(Sign::Garbled, 25),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "protocol_not_3_1_1",
    why: "DPS and IoT Hub speak MQTT 3.1.1. A client that begins with MQTT 5 or 3.1 is turned away, with CONNACK 1 or without a word.",
    confirm: "Look at the protocol level in the CONNECT packet: it must be 4.",
    fix: "Force 3.1.1: `-V mqttv311` with mosquitto, `protocol=MQTTv311` with paho, `protocolVersion: 4` with MQTT.js.",
    citations: &[
        thread!("mqttjs/MQTT.js", "652"),
        sources::MQTT,
        sources::HUB_MQTT,
        sources::CONNACK,
    ],
};

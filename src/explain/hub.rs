//! Dialogues with the hub that ended before the first message was delivered.

use device_session::HubOutcome;

use super::words::{Suspect, Words, assemble, quoted, sentence};
use super::{Context, Explanation, suspects};
use crate::inputs::Field;
use crate::lesson::sources::*;

pub(super) fn explain(outcome: &HubOutcome, context: &Context<'_>) -> Explanation {
    let names = [Field::HubClientId, Field::HubUsername];
    let message = [
        Field::TelemetryTopic,
        Field::TelemetryPayload,
        Field::HubClientId,
        Field::HubUsername,
    ];
    match outcome {
        HubOutcome::ConnackRefused { code } => connack(*code, suspects::edited(context, &names)),
        HubOutcome::Closed => assemble(&CLOSED, suspects::edited(context, &message), None),
        HubOutcome::TimedOut => assemble(&TIMED_OUT, suspects::edited(context, &message), None),
        HubOutcome::Cancelled => super::preparation::cancelled(),
        HubOutcome::Unsendable { why, .. } => Explanation {
            what: sentence(why),
            ..assemble(&UNSENDABLE, suspects::edited(context, &message), None)
        },
        HubOutcome::Garbled { why } => Explanation {
            what: format!("What came from the hub cannot be read: {}.", quoted(why)),
            ..assemble(&OTHER, suspects::edited(context, &message), None)
        },
        _ => assemble(&OTHER, suspects::edited(context, &message), None),
    }
}

fn connack(code: u8, suspects: Vec<Suspect>) -> Explanation {
    let words = match code {
        1 => &PROTOCOL,
        3 => &UNAVAILABLE,
        _ => &REFUSED,
    };
    let mut explanation = assemble(words, suspects, Some(format!("CONNACK {code}")));
    explanation.what = format!(
        "The hub answered `CONNECT` with `CONNACK` {code}, although DPS assigned the device to it."
    );
    explanation
}

static REFUSED: Words = Words {
    title: "The hub does not know this device",
    what: "",
    why: &[
        "The certificate is not the one the device registered with. DPS gave the hub that leaf's thumbprint, and a renewed leaf has another.",
        "Client ID or username carry something else than the device ID that DPS assigned. Upper and lower case count here.",
        "The device was deleted, disabled or given another credential in the hub.",
    ],
    now: &[
        "Register again with the certificate you present, then connect with the device ID from that answer.",
        "Look the device up in the hub and compare its thumbprint with the leaf's.",
    ],
    sources: &[HUB_MQTT, ROLL, ISSUE_HUB_REFUSES, ISSUE_THUMBPRINT],
};

static PROTOCOL: Words = Words {
    title: "The hub wants MQTT 3.1.1",
    what: "",
    why: &["The hub does not take the protocol version in `CONNECT`."],
    now: &["Connect with MQTT 3.1.1, which has the protocol level 4."],
    sources: &[HUB_MQTT, ISSUE_PROTOCOL],
};

static UNAVAILABLE: Words = Words {
    title: "The hub is not available",
    what: "",
    why: &["The hub is overloaded or being moved."],
    now: &["Wait a little longer each time, and try again."],
    sources: &[HUB_MQTT, SCALE],
};

static CLOSED: Words = Words {
    title: "The hub closed the connection",
    what: "The hub ended the connection before it confirmed the message, and gave no reason.",
    why: &[
        "The topic is not one that the hub serves, or names another device.",
        "Another client connected with the same device ID: a hub keeps the newer one.",
    ],
    now: &[
        "Set changed fields back, stop other clients with this device ID, and run the step again.",
    ],
    sources: &[HUB_MQTT],
};

static TIMED_OUT: Words = Words {
    title: "The hub did not answer in time",
    what: "The page waited for the hub's answer, and gave up.",
    why: &["The hub is overloaded, or what answers is no IoT Hub."],
    now: &["Run the step again. The registration stands; it need not be repeated."],
    sources: &[HUB_MQTT, MQTT_PUBLISH],
};

static UNSENDABLE: Words = Words {
    title: "That cannot be put into a packet",
    what: "",
    why: &[
        "MQTT limits what its packets can carry: no wildcards in a topic, no text over 65,535 bytes.",
    ],
    now: &["Set the changed field back and run the step again."],
    sources: &[MQTT_PUBLISH, MQTT_FILTERS],
};

static OTHER: Words = Words {
    title: "The message was not delivered",
    what: "The dialogue with the hub ended before the first message was confirmed.",
    why: &["The hub sent something that does not belong here."],
    now: &[
        "Look at the last packets in both directions, set changed fields back, and run the step again.",
    ],
    sources: &[HUB_MQTT],
};

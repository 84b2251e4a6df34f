use crate::inputs::Field;
use crate::lesson::sources::{HUB_MQTT, ISSUE_HUB_REFUSES, ISSUE_THUMBPRINT, MQTT_PUBLISH, ROLL};
use crate::lesson::{Pitfall, Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Telemetry,
    title: "First message",
    headline: "Move in with the hub",
    goal: "Connect to the assigned hub with the same certificate and send one message.",
    explanation: &[
        "The hub is another server, so this is another connection: TCP, TLS with the same certificate and key, then MQTT, again on port `8883`.",
        "The client ID is now the **device ID**. The username has the hub's shape: host, device ID, and `?api-version=`, with the question mark that DPS does not have. There is still no password.",
        "The hub compares the leaf you present with the thumbprint that DPS wrote down. The same leaf opens the door; a newer one with the same name does not.",
        "A message from device to cloud is published to `devices/`, the device ID, and `/messages/events/`. With QoS `1` the hub confirms it with `PUBACK`: it has the message, and you may forget it.",
        "That is the whole way, from one certificate to a device that talks.",
    ],
    fields: &[
        (
            Field::HubClientId,
            "The device ID from the answer, which need not be the registration ID.",
        ),
        (
            Field::HubUsername,
            "Hub, device ID and API version; note the slash and the `?`.",
        ),
        (
            Field::TelemetryTopic,
            "The place for messages from device to cloud, under the device's own ID.",
        ),
        (
            Field::TelemetryPayload,
            "Any bytes you like; JSON is a habit, not a rule.",
        ),
    ],
    pitfalls: &[
        Pitfall {
            symptom: "DPS says `assigned`, the hub says `CONNACK 5`",
            cause: "The hub does not know this leaf (it was renewed, or another one was presented), or client ID and username carry the wrong device ID.",
        },
        Pitfall {
            symptom: "It worked until the certificate was renewed",
            cause: "The hub still has the old thumbprint. Provision again.",
        },
        Pitfall {
            symptom: "The connection ends when you publish",
            cause: "QoS `2`, or a topic that the hub does not serve.",
        },
        Pitfall {
            symptom: "Two clients push each other out",
            cause: "A hub keeps one connection per device ID, and the newer one wins.",
        },
    ],
    sources: &[
        HUB_MQTT,
        ROLL,
        MQTT_PUBLISH,
        ISSUE_HUB_REFUSES,
        ISSUE_THUMBPRINT,
    ],
};

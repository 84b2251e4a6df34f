use crate::inputs::Field;
use crate::lesson::sources::{
    DPS_MQTT, ISSUE_CLIENT_ID, ISSUE_PROTOCOL, ISSUE_SCOPE, MQTT_CONNACK, MQTT_CONNECT,
};
use crate::lesson::{Pitfall, Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Connect,
    title: "Connect",
    headline: "Introduce yourself",
    goal: "Send `CONNECT` with a client ID and a username that both carry the registration ID, and no password.",
    explanation: &[
        "MQTT is a small protocol for messages. A client connects to a server, **subscribes** to the topics it wants to hear, and **publishes** messages to topics. DPS speaks MQTT 3.1.1, but serves only the few topics that registering needs.",
        "The first packet is `CONNECT`. Its **client ID** is the registration ID. Its **username** says where to look: the ID scope, the word `registrations`, the registration ID, and the API version. There is no password, because the certificate takes its place.",
        "The server answers with `CONNACK` and a code. Code `0` means that the connection stands. It does **not** mean that the certificate is accepted: most credential mistakes are reported only after you ask to be registered.",
        "Microsoft publishes no table of the other codes for DPS. Reports show `3` for an unknown ID scope and `5` for a client ID that differs from the registration ID in the username.",
    ],
    fields: &[
        (
            Field::ClientId,
            "The registration ID, because DPS takes it as the name of this connection.",
        ),
        (
            Field::Username,
            "No slash in front, and no `?` before `api-version`: IoT Hub's username looks different.",
        ),
        (
            Field::Password,
            "Empty, because the certificate is the credential; what DPS does with a password beside one is not documented.",
        ),
    ],
    pitfalls: &[
        Pitfall {
            symptom: "`CONNACK 3`, server unavailable",
            cause: "The ID scope is unknown. Waiting does not help, although many clients retry this code.",
        },
        Pitfall {
            symptom: "`CONNACK 5`, not authorised",
            cause: "Most likely the client ID is not the registration ID. `mosquitto_pub` makes one up unless you give `-i`.",
        },
        Pitfall {
            symptom: "`CONNACK 1`, or the connection ends at once",
            cause: "The client speaks MQTT 5 or 3.1. IoT Hub answers that way; for DPS it is unproven. Select 3.1.1.",
        },
    ],
    sources: &[
        DPS_MQTT,
        MQTT_CONNECT,
        MQTT_CONNACK,
        ISSUE_SCOPE,
        ISSUE_CLIENT_ID,
        ISSUE_PROTOCOL,
    ],
};

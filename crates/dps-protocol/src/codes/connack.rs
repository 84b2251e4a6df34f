//! CONNACK codes in the sense that DPS gives them. There is no official table.

use super::{CodeText, Confidence, DPS_MQTT, MQTT_CONNACK, TERMS, cite};

pub(super) fn explain(code: u8) -> Option<&'static CodeText> {
    usize::from(code)
        .checked_sub(1)
        .and_then(|index| REFUSALS.get(index))
}

/// Codes 1 to 5, in order.
static REFUSALS: [CodeText; 5] = [
    CodeText {
        title: "The service does not speak this version of MQTT",
        meaning: "DPS speaks MQTT 3.1.1 only. A client that starts with MQTT 5 or with the old 3.1 is turned away. \
            IoT Hub does it with this code; that DPS does the same is likely but not proven.",
        fix: "Set your client to MQTT 3.1.1, which is protocol level 4.",
        sources: &[
            DPS_MQTT,
            cite(
                "MQTT.js issue 652",
                "https://github.com/mqttjs/MQTT.js/issues/652",
            ),
            MQTT_CONNACK,
        ],
        confidence: Confidence::Unproven,
    },
    CodeText {
        title: "The service does not take this client ID",
        meaning: "In MQTT this code says that the client ID has a form the server does not allow. DPS has never been \
            seen to send it: a client ID that is not the registration ID was answered with 5.",
        fix: "Use the registration ID as the client ID, character for character.",
        sources: &[DPS_MQTT, MQTT_CONNACK],
        confidence: Confidence::Unproven,
    },
    CodeText {
        title: "DPS does not know this ID scope",
        meaning: "In MQTT this code says that the server is unavailable, and it is often read as an outage. But DPS \
            sends it when there is no instance with the ID scope in the user name: one host name serves all \
            instances, and only the ID scope tells them apart.",
        fix: "Copy the ID scope from the overview of your DPS instance in the Azure portal; it usually looks like 0ne \
            and eight hex digits. Look for a mistyped O or 0. Only if it is right, wait a little and try again.",
        sources: &[
            cite(
                "azure-iot-sdk-python issue 670",
                "https://github.com/Azure/azure-iot-sdk-python/issues/670",
            ),
            TERMS,
            DPS_MQTT,
        ],
        confidence: Confidence::Observed,
    },
    CodeText {
        title: "The user name or the password is malformed",
        meaning: "In MQTT this code says that user name or password have a form the server cannot read. DPS has never \
            been seen to send it, and what it does with a malformed user name is not documented.",
        fix: "Compare the user name with {idScope}/registrations/{registrationId}/api-version=2019-03-31: no slash in \
            front, no question mark. With a certificate, send no password.",
        sources: &[DPS_MQTT, MQTT_CONNACK],
        confidence: Confidence::Unproven,
    },
    CodeText {
        title: "The connection is not allowed",
        meaning: "Most likely the client ID is not the registration ID that stands in the user name. It can also be \
            that no certificate was sent in the TLS handshake. A certificate that merely fits no enrolment is \
            usually let in here, and refused with 401 after registering.",
        fix: "Make the client ID equal to the registration ID in the user name. If they are equal, check that your \
            client really presents its certificate and key.",
        sources: &[
            cite(
                "azure-docs issue 69882",
                "https://github.com/MicrosoftDocs/azure-docs/issues/69882",
            ),
            cite(
                "azure-iot-sdk-c issue 2255",
                "https://github.com/Azure/azure-iot-sdk-c/issues/2255",
            ),
            DPS_MQTT,
        ],
        confidence: Confidence::Observed,
    },
];

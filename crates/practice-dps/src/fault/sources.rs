//! Where it is written down.

use device_certs::lint::Citation;

/// A section of an RFC.
macro_rules! rfc {
    ($number:literal, $section:literal) => {
        device_certs::lint::Citation {
            label: concat!("RFC ", $number, ", ", $section),
            url: concat!(
                "https://www.rfc-editor.org/rfc/rfc",
                $number,
                "#section-",
                $section
            ),
        }
    };
}
pub(crate) use rfc;

pub(crate) const MQTT: Citation = Citation {
    label: "Microsoft: connect to DPS using MQTT",
    url: "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps",
};
pub(crate) const HUB_MQTT: Citation = Citation {
    label: "Microsoft: connect to IoT Hub using MQTT",
    url: "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub",
};
pub(crate) const QUOTAS: Citation = Citation {
    label: "Microsoft: about DPS, quotas and limits",
    url: "https://learn.microsoft.com/azure/iot-dps/about-iot-dps#quotas-and-limits",
};
pub(crate) const TROUBLE: Citation = Citation {
    label: "Microsoft: troubleshooting DPS, common error codes",
    url: "https://learn.microsoft.com/azure/iot-dps/how-to-troubleshoot-dps",
};
pub(crate) const SCALE: Citation = Citation {
    label: "Microsoft: large-scale deployment, retries and backoff",
    url: "https://learn.microsoft.com/azure/iot-dps/concepts-deploy-at-scale",
};
pub(crate) const REGISTER: Citation = Citation {
    label: "Microsoft: device API, register device",
    url: "https://learn.microsoft.com/rest/api/iot-dps/device/runtime-registration/register-device",
};
pub(crate) const STATUS: Citation = Citation {
    label: "Microsoft: device API, operation status lookup",
    url: "https://learn.microsoft.com/rest/api/iot-dps/device/runtime-registration/operation-status-lookup",
};
pub(crate) const ROOTS: Citation = Citation {
    label: "Microsoft: migrate IoT resources to a new TLS certificate root",
    url: "https://learn.microsoft.com/azure/iot-hub/migrate-tls-certificate",
};
pub(crate) const TLS: Citation = Citation {
    label: "Microsoft: TLS support in DPS",
    url: "https://learn.microsoft.com/azure/iot-dps/tls-support",
};
pub(crate) const HUB_TLS: Citation = Citation {
    label: "Microsoft: TLS support in IoT Hub",
    url: "https://learn.microsoft.com/azure/iot-hub/iot-hub-tls-support",
};
pub(crate) const ATTESTATION: Citation = Citation {
    label: "Microsoft: X.509 certificate attestation",
    url: "https://learn.microsoft.com/azure/iot-dps/concepts-x509-attestation",
};
pub(crate) const REVOKE: Citation = Citation {
    label: "Microsoft: disenroll a device from DPS",
    url: "https://learn.microsoft.com/azure/iot-dps/how-to-revoke-device-access-portal",
};
pub(crate) const ROLL: Citation = Citation {
    label: "Microsoft: how to roll X.509 device certificates",
    url: "https://learn.microsoft.com/azure/iot-dps/how-to-roll-certificates",
};
pub(crate) const REPROVISION: Citation = Citation {
    label: "Microsoft: device reprovisioning concepts",
    url: "https://learn.microsoft.com/azure/iot-dps/concepts-device-reprovision",
};
pub(crate) const CUSTOM: Citation = Citation {
    label: "Microsoft: custom allocation policies",
    url: "https://learn.microsoft.com/azure/iot-dps/concepts-custom-allocation",
};
pub(crate) const CONNACK: Citation = Citation {
    label: "MQTT 3.1.1, 3.2.2.3: Connect Return code",
    url: "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718035",
};
pub(crate) const SESSION_PRESENT: Citation = Citation {
    label: "MQTT 3.1.1, 3.2.2.2: Session Present",
    url: "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718034",
};
pub(crate) const SUBACK: Citation = Citation {
    label: "MQTT 3.1.1, 3.9.3: SUBACK payload",
    url: "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718071",
};
pub(crate) const QOS1: Citation = Citation {
    label: "MQTT 3.1.1, 4.3.2: QoS 1, at least once delivery",
    url: "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718101",
};
pub(crate) const PING: Citation = Citation {
    label: "MQTT 3.1.1, 3.1.2.10: Keep Alive",
    url: "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718030",
};
pub(crate) const FRAMING: Citation = Citation {
    label: "MQTT 3.1.1, 2.2.3: Remaining Length",
    url: "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718023",
};
pub(crate) const SCOPE_ISSUE: Citation = Citation {
    label: "Azure SDK for Python, issue 670: an unknown ID scope is CONNACK 3",
    url: "https://github.com/Azure/azure-iot-sdk-python/issues/670",
};
pub(crate) const CLIENT_ID_ISSUE: Citation = Citation {
    label: "Azure documentation, issue 69882: CONNACK 5",
    url: "https://github.com/MicrosoftDocs/azure-docs/issues/69882",
};
pub(crate) const CHAIN_ISSUE: Citation = Citation {
    label: "Azure SDK for C, issue 1900: CA certificate not found",
    url: "https://github.com/Azure/azure-iot-sdk-c/issues/1900",
};
pub(crate) const THROTTLE_ISSUE: Citation = Citation {
    label: "Azure SDK for C, issue 1703: PUT and GET are throttled apart",
    url: "https://github.com/Azure/azure-iot-sdk-c/issues/1703",
};
pub(crate) const SUBSTATUS_ISSUE: Citation = Citation {
    label: "Azure SDK for C#, issue 2397: substatus by API version",
    url: "https://github.com/Azure/azure-iot-sdk-csharp/issues/2397",
};
pub(crate) const UNAUTHORIZED_ISSUE: Citation = Citation {
    label: "Azure documentation, issue 43157: 401000",
    url: "https://github.com/MicrosoftDocs/azure-docs/issues/43157",
};
pub(crate) const LATE_ISSUE: Citation = Citation {
    label: "Azure SDK for C, issue 2362: buffers, and a late 401002",
    url: "https://github.com/Azure/azure-iot-sdk-c/issues/2362",
};
pub(crate) const STALE_LINK_ISSUE: Citation = Citation {
    label: "Azure SDK for C, issue 1789: the linked hub's key is stale",
    url: "https://github.com/Azure/azure-iot-sdk-c/issues/1789",
};
pub(crate) const ID_ISSUE: Citation = Citation {
    label: "Azure SDK for C, issue 1653: 400004",
    url: "https://github.com/Azure/azure-iot-sdk-c/issues/1653",
};
pub(crate) const INVALID_ISSUE: Citation = Citation {
    label: "Azure documentation, issue 13951: Invalid certificate",
    url: "https://github.com/MicrosoftDocs/azure-docs/issues/13951",
};
pub(crate) const EXPIRED_ISSUE: Citation = Citation {
    label: "Azure SDK for Python, issue 968: an alert long after the handshake",
    url: "https://github.com/Azure/azure-iot-sdk-python/issues/968",
};
pub(crate) const PYTHON: Citation = Citation {
    label: "Azure SDK for Python, the provisioning client",
    url: "https://github.com/Azure/azure-iot-sdk-python/tree/main/azure-iot-device/azure/iot/device/provisioning",
};
pub(crate) const CSHARP: Citation = Citation {
    label: "Azure SDK for C#, the MQTT provisioning transport",
    url: "https://github.com/Azure/azure-iot-sdk-csharp/tree/main/provisioning/transport/mqtt/src",
};
pub(crate) const EMBEDDED: Citation = Citation {
    label: "Azure SDK for Embedded C, the MQTT state machine",
    url: "https://github.com/Azure/azure-sdk-for-c/blob/main/sdk/docs/iot/mqtt_state_machine.md",
};

//! Where it is written down.

type Citation = (&'static str, &'static str);

pub(super) const MQTT: Citation = (
    "Microsoft: connect to DPS using MQTT",
    "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps",
);
pub(super) const HUB_MQTT: Citation = (
    "Microsoft: connect to IoT Hub using MQTT",
    "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub",
);
pub(super) const QUOTAS: Citation = (
    "Microsoft: about DPS, quotas and limits",
    "https://learn.microsoft.com/azure/iot-dps/about-iot-dps#quotas-and-limits",
);
pub(super) const SCOPE_ISSUE: Citation = (
    "azure-iot-sdk-python#670",
    "https://github.com/Azure/azure-iot-sdk-python/issues/670",
);
pub(super) const CLIENT_ID_ISSUE: Citation = (
    "azure-docs#69882",
    "https://github.com/MicrosoftDocs/azure-docs/issues/69882",
);
pub(super) const C_TRACE_ISSUE: Citation = (
    "azure-iot-sdk-c#1900",
    "https://github.com/Azure/azure-iot-sdk-c/issues/1900",
);
pub(super) const LEVEL_ISSUE: Citation = (
    "MQTT.js#652",
    "https://github.com/mqttjs/MQTT.js/issues/652",
);
pub(super) const NO_POLL_ISSUE: Citation = (
    "azure-sdk-for-c#2142",
    "https://github.com/Azure/azure-sdk-for-c/issues/2142",
);
pub(super) const OPERATION_STATUS: Citation = (
    "Microsoft: operation status lookup",
    "https://learn.microsoft.com/rest/api/iot-dps/device/runtime-registration/operation-status-lookup",
);

/// A section of the standard of MQTT 3.1.1.
macro_rules! oasis {
    ($label:literal, $anchor:literal) => {
        (
            concat!("MQTT 3.1.1, ", $label),
            concat!(
                "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#",
                $anchor
            ),
        )
    };
}
pub(super) use oasis;

//! Where the causes' texts come from, so that each address is written once.

use crate::Citation;

/// A thread on GitHub, by repository and number.
macro_rules! thread {
    ($repository:literal, $number:literal) => {
        Citation {
            label: concat!($repository, "#", $number),
            url: concat!("https://github.com/", $repository, "/issues/", $number),
        }
    };
}
pub(crate) use thread;

macro_rules! sources {
    ($($name:ident $label:literal $url:literal)*) => {
        $(pub(crate) const $name: Citation = Citation { label: $label, url: $url };)*
    };
}

sources! {
    MQTT "Microsoft: connect to DPS using MQTT" "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps"
    HUB_MQTT "Microsoft: connect to IoT Hub using MQTT" "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub"
    ATTESTATION "Microsoft: X.509 certificate attestation" "https://learn.microsoft.com/azure/iot-dps/concepts-x509-attestation"
    CHAIN "Microsoft: DPS device chain requirements" "https://learn.microsoft.com/azure/iot-dps/concepts-x509-attestation#dps-device-chain-requirements"
    VERIFY "Microsoft: verify X.509 CA certificates with DPS" "https://learn.microsoft.com/azure/iot-dps/how-to-verify-certificates"
    TERMS "Microsoft: DPS terminology" "https://learn.microsoft.com/azure/iot-dps/concepts-service"
    TROUBLE "Microsoft: troubleshooting DPS" "https://learn.microsoft.com/azure/iot-dps/how-to-troubleshoot-dps"
    QUOTAS "Microsoft: DPS quotas and limits" "https://learn.microsoft.com/azure/iot-dps/about-iot-dps#quotas-and-limits"
    SCALE "Microsoft: best practices for large-scale deployments" "https://learn.microsoft.com/azure/iot-dps/concepts-deploy-at-scale"
    ROOTS "Microsoft: migrate IoT resources to a new TLS certificate root" "https://learn.microsoft.com/azure/iot-hub/migrate-tls-certificate"
    TLS "Microsoft: TLS support in DPS" "https://learn.microsoft.com/azure/iot-dps/tls-support"
    KEYS "Microsoft: symmetric key attestation" "https://learn.microsoft.com/azure/iot-dps/concepts-symmetric-key-attestation"
    REVOKE "Microsoft: disenroll a device from DPS" "https://learn.microsoft.com/azure/iot-dps/how-to-revoke-device-access-portal"
    ROLL "Microsoft: how to roll X.509 device certificates" "https://learn.microsoft.com/azure/iot-dps/how-to-roll-certificates"
    REPROVISION "Microsoft: device reprovisioning concepts" "https://learn.microsoft.com/azure/iot-dps/concepts-device-reprovision"
    ALLOCATION "Microsoft: allocation policies" "https://learn.microsoft.com/azure/iot-dps/how-to-use-allocation-policies"
    CUSTOM "Microsoft: custom allocation policies" "https://learn.microsoft.com/azure/iot-dps/concepts-custom-allocation"
    IP_FILTER "Microsoft: IP connection filters of DPS" "https://learn.microsoft.com/azure/iot-dps/iot-dps-ip-filtering"
    VNET "Microsoft: DPS and virtual networks" "https://learn.microsoft.com/azure/iot-dps/virtual-network-support"
    REGISTER "Microsoft: device API, register device" "https://learn.microsoft.com/rest/api/iot-dps/device/runtime-registration/register-device"
    CONNACK "MQTT 3.1.1, 3.2.2.3: Connect Return code" "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718035"
    MQTT_TOPICS "MQTT 3.1.1, 4.7: topic names and filters" "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718106"
    RFC_PEM "RFC 7468: textual encodings" "https://www.rfc-editor.org/rfc/rfc7468"
    RFC_PATH "RFC 5280, 6: path validation" "https://www.rfc-editor.org/rfc/rfc5280#section-6"
    RFC_VALIDITY "RFC 5280, 4.1.2.5: validity" "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"
    RFC_NAMES "RFC 9525: verifying a server's name" "https://www.rfc-editor.org/rfc/rfc9525"
    RFC_TLS "RFC 5246: TLS 1.2" "https://www.rfc-editor.org/rfc/rfc5246"
    RFC_ALERTS "RFC 8446, 6: alert protocol" "https://www.rfc-editor.org/rfc/rfc8446#section-6"
    RFC_SNI "RFC 6066, 3: server name indication" "https://www.rfc-editor.org/rfc/rfc6066#section-3"
    MOSQUITTO "mosquitto_pub: its manual" "https://mosquitto.org/man/mosquitto_pub-1.html"
    MOSQUITTO_RR "mosquitto_rr: its manual" "https://mosquitto.org/man/mosquitto_rr-1.html"
    BASH "Bash manual: quoting" "https://www.gnu.org/software/bash/manual/html_node/Double-Quotes.html"
    SDK_EMBEDDED "Azure SDK for Embedded C: MQTT state machine" "https://github.com/Azure/azure-sdk-for-c/blob/main/sdk/docs/iot/mqtt_state_machine.md"
    EDGE "Microsoft: IoT Edge as a gateway" "https://learn.microsoft.com/azure/iot-edge/iot-edge-as-gateway"
}

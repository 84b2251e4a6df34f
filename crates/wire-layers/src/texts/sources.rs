//! Where things are written.

use super::Source;

macro_rules! sources {
    ($($name:ident $label:literal $url:literal)*) => {$(
        pub(super) const $name: Source = Source { label: $label, url: $url };
    )*};
}

sources! {
    DPS_MQTT "Microsoft: communicate with DPS using MQTT" "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps"
    HUB_MQTT "Microsoft: communicate with an IoT hub using MQTT" "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub"
    REST "Microsoft: register device (REST)" "https://learn.microsoft.com/rest/api/iot-dps/device/runtime-registration/register-device"
    X509 "Microsoft: X.509 attestation" "https://learn.microsoft.com/azure/iot-dps/concepts-x509-attestation"
    SERVICE "Microsoft: terms of DPS" "https://learn.microsoft.com/azure/iot-dps/concepts-service"
    SYMMETRIC "Microsoft: symmetric key attestation" "https://learn.microsoft.com/azure/iot-dps/concepts-symmetric-key-attestation"
    TROUBLE "Microsoft: troubleshooting DPS" "https://learn.microsoft.com/azure/iot-dps/how-to-troubleshoot-dps"
    LIMITS "Microsoft: quotas and limits of DPS" "https://learn.microsoft.com/azure/iot-dps/about-iot-dps"
    REPROVISION "Microsoft: reprovisioning" "https://learn.microsoft.com/azure/iot-dps/concepts-device-reprovision"
    CUSTOM "Microsoft: custom allocation" "https://learn.microsoft.com/azure/iot-dps/concepts-custom-allocation"
    DPS_TLS "Microsoft: TLS support in DPS" "https://learn.microsoft.com/azure/iot-dps/tls-support"
    TWINS "Microsoft: device twins" "https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-device-twins"
    MESSAGES "Microsoft: format of messages" "https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-messages-construct"
    METHODS "Microsoft: direct methods" "https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-direct-methods"
    TPM "Microsoft: TPM attestation" "https://learn.microsoft.com/azure/iot-dps/concepts-tpm-attestation"
    ISSUANCE "Microsoft: certificate issuance" "https://learn.microsoft.com/azure/iot-hub/concept-certificate-issuance"
    IANA_TLS "IANA: TLS parameters" "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml"
    IANA_EXTENSIONS "IANA: TLS extensions" "https://www.iana.org/assignments/tls-extensiontype-values/tls-extensiontype-values.xhtml"
    PNP "Microsoft: IoT Plug and Play" "https://learn.microsoft.com/azure/iot/concepts-developer-guide-device"
    SCOPE_SEEN "Seen: azure-iot-sdk-python issue 670" "https://github.com/Azure/azure-iot-sdk-python/issues/670"
    MISMATCH_SEEN "Seen: azure-docs issue 69882" "https://github.com/MicrosoftDocs/azure-docs/issues/69882"
    LATE_SEEN "Seen: azure-iot-sdk-c issue 1900" "https://github.com/Azure/azure-iot-sdk-c/issues/1900"
    KEYS_SEEN "Seen: azure-iot-sdk-node issue 721" "https://github.com/Azure/azure-iot-sdk-node/issues/721"
}

/// A section of MQTT 3.1.1.
macro_rules! mqtt {
    ($section:literal) => {
        &[$crate::texts::Source {
            label: concat!("MQTT 3.1.1, section ", $section),
            url: "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html",
        }]
    };
}

/// A section of an RFC.
macro_rules! rfc {
    ($number:literal, $section:literal) => {
        $crate::texts::Source {
            label: concat!("RFC ", $number, ", section ", $section),
            url: concat!(
                "https://www.rfc-editor.org/rfc/rfc",
                $number,
                "#section-",
                $section
            ),
        }
    };
}

pub(super) use {mqtt, rfc};

//! The pages that lesson and explanations cite, each once.

use super::Citation;

macro_rules! sources {
    ($($name:ident = $label:literal, $url:literal;)*) => {
        $(pub(crate) const $name: Citation = Citation { label: $label, url: $url };)*

        /// Every page cited.
        #[cfg(test)]
        pub(crate) const ALL: &[Citation] = &[$($name),*];
    };
}

sources! {
    DPS_MQTT = "Microsoft: DPS over MQTT", "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps";
    HUB_MQTT = "Microsoft: IoT Hub over MQTT", "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub";
    DPS_TERMS = "Microsoft: DPS terminology", "https://learn.microsoft.com/azure/iot-dps/concepts-service";
    X509 = "Microsoft: X.509 attestation", "https://learn.microsoft.com/azure/iot-dps/concepts-x509-attestation";
    CHAIN = "Microsoft: DPS with a certificate chain", "https://learn.microsoft.com/azure/iot-dps/iot-dps-https-x509-support";
    VERIFY_CA = "Microsoft: verify a CA certificate", "https://learn.microsoft.com/azure/iot-dps/how-to-verify-certificates";
    DPS_TLS = "Microsoft: TLS support in DPS", "https://learn.microsoft.com/azure/iot-dps/tls-support";
    ROOTS = "Microsoft: root certificates of IoT Hub and DPS", "https://learn.microsoft.com/azure/iot-hub/migrate-tls-certificate";
    LIMITS = "Microsoft: about DPS, with its limits", "https://learn.microsoft.com/azure/iot-dps/about-iot-dps";
    SCALE = "Microsoft: devices at scale", "https://learn.microsoft.com/azure/iot-dps/concepts-deploy-at-scale";
    ALLOCATION = "Microsoft: allocation policies", "https://learn.microsoft.com/azure/iot-dps/how-to-use-allocation-policies";
    ROLL = "Microsoft: roll certificates", "https://learn.microsoft.com/azure/iot-dps/how-to-roll-certificates";
    REVOKE = "Microsoft: disable or remove a device", "https://learn.microsoft.com/azure/iot-dps/how-to-revoke-device-access-portal";
    REST = "Microsoft: register a device, REST", "https://learn.microsoft.com/rest/api/iot-dps/device/runtime-registration/register-device";
    MQTT_CONNECT = "MQTT 3.1.1, 3.1 CONNECT", "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718028";
    MQTT_CONNACK = "MQTT 3.1.1, 3.2 CONNACK", "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718033";
    MQTT_PUBLISH = "MQTT 3.1.1, 3.3 PUBLISH", "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718037";
    MQTT_SUBSCRIBE = "MQTT 3.1.1, 3.8 SUBSCRIBE", "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718063";
    MQTT_SUBACK = "MQTT 3.1.1, 3.9 SUBACK", "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718068";
    MQTT_FILTERS = "MQTT 3.1.1, 4.7 topics and filters", "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718106";
    RFC_SUBJECT = "RFC 5280, 4.1.2.6 subject", "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.6";
    RFC_CHAIN = "RFC 5246, 7.4.2 order of the chain", "https://www.rfc-editor.org/rfc/rfc5246#section-7.4.2";
    RFC_PROOF = "RFC 5246, 7.4.8 CertificateVerify", "https://www.rfc-editor.org/rfc/rfc5246#section-7.4.8";
    RFC_SERVER_NAME = "RFC 9525, 6 checking a server's name", "https://www.rfc-editor.org/rfc/rfc9525#section-6";
    RFC_PEM = "RFC 7468, PEM", "https://www.rfc-editor.org/rfc/rfc7468";
    RFC_JSON = "RFC 8259, JSON", "https://www.rfc-editor.org/rfc/rfc8259";
    ISSUE_SCOPE = "azure-iot-sdk-python#670: CONNACK 3", "https://github.com/Azure/azure-iot-sdk-python/issues/670";
    ISSUE_CLIENT_ID = "azure-docs#69882: CONNACK 5", "https://github.com/MicrosoftDocs/azure-docs/issues/69882";
    ISSUE_CHAIN = "azure-iot-sdk-c#1900: CA certificate not found", "https://github.com/Azure/azure-iot-sdk-c/issues/1900";
    ISSUE_SIGNER = "iotedge#2739: signing certificate not in the chain", "https://github.com/Azure/iotedge/issues/2739";
    ISSUE_LEAF = "azure-docs#13951: invalid certificate", "https://github.com/MicrosoftDocs/azure-docs/issues/13951";
    ISSUE_CN = "iotedge#4061: CN is not the registration ID", "https://github.com/Azure/iotedge/issues/4061";
    ISSUE_REGISTRATION_ID = "azure-iot-sdk-c#405: invalid registration ID", "https://github.com/Azure/azure-iot-sdk-c/issues/405";
    ISSUE_POSSESSION = "azure-iot-sdk-c#1347: proof of possession", "https://github.com/Azure/azure-iot-sdk-c/issues/1347";
    ISSUE_ROOT = "esp-azure#15: wrong root", "https://github.com/espressif/esp-azure/issues/15";
    ISSUE_FILTER = "MQTT-Explorer#194: dropped after a wildcard", "https://github.com/thomasnordquist/MQTT-Explorer/issues/194";
    ISSUE_OPERATION_ID = "azure-sdk-for-c#2007: answer without operationId", "https://github.com/Azure/azure-sdk-for-c/pull/2007";
    ISSUE_THROTTLE = "azure-iot-sdk-c#1703: 429 on register", "https://github.com/Azure/azure-iot-sdk-c/pull/1703";
    ISSUE_HUB_KEY = "azure-iot-sdk-c#1789: hub link out of date", "https://github.com/Azure/azure-iot-sdk-c/issues/1789";
    ISSUE_HUB_REFUSES = "azure-docs#54373: assigned, then refused by the hub", "https://github.com/MicrosoftDocs/azure-docs/issues/54373";
    ISSUE_THUMBPRINT = "azure-docs#70976: self-signed in the hub", "https://github.com/MicrosoftDocs/azure-docs/issues/70976";
    ISSUE_PORT = "azure-iot-sdk-csharp#1681: port 8883 blocked", "https://github.com/Azure/azure-iot-sdk-csharp/issues/1681";
    ISSUE_MISMATCH = "MQTT-Explorer#826: key values mismatch", "https://github.com/thomasnordquist/MQTT-Explorer/issues/826";
    ISSUE_PROTOCOL = "IoTMQTTSample#8: MQTT 5 refused", "https://github.com/Azure-Samples/IoTMQTTSample/issues/8";
}

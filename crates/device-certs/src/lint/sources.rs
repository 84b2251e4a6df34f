//! Where it is written down.

use super::Citation;

/// A section of an RFC.
macro_rules! rfc {
    ($number:literal, $section:literal) => {
        $crate::lint::Citation {
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

pub(crate) const UPPER_BOUNDS: Citation = Citation {
    label: "RFC 5280, appendix A.1: upper bounds",
    url: "https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1",
};
pub(crate) const ATTESTATION: Citation = Citation {
    label: "Microsoft: X.509 certificate attestation",
    url: "https://learn.microsoft.com/azure/iot-dps/concepts-x509-attestation",
};
pub(crate) const CHAIN: Citation = Citation {
    label: "Microsoft: DPS device chain requirements",
    url: "https://learn.microsoft.com/azure/iot-dps/concepts-x509-attestation#dps-device-chain-requirements",
};
pub(crate) const ORDER: Citation = Citation {
    label: "Microsoft: DPS order of operations with certificates",
    url: "https://learn.microsoft.com/azure/iot-dps/concepts-x509-attestation#dps-order-of-operations-with-certificates",
};
pub(crate) const VERIFY: Citation = Citation {
    label: "Microsoft: verify X.509 CA certificates with DPS",
    url: "https://learn.microsoft.com/azure/iot-dps/how-to-verify-certificates",
};
pub(crate) const SERVICE: Citation = Citation {
    label: "Microsoft: DPS terminology, registration ID",
    url: "https://learn.microsoft.com/azure/iot-dps/concepts-service#registration-id",
};
pub(crate) const MQTT: Citation = Citation {
    label: "Microsoft: connect to DPS using MQTT",
    url: "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps",
};
pub(crate) const ROOTS: Citation = Citation {
    label: "Microsoft: migrate IoT resources to a new TLS certificate root",
    url: "https://learn.microsoft.com/azure/iot-hub/migrate-tls-certificate",
};
pub(crate) const TLS: Citation = Citation {
    label: "Microsoft: TLS support in DPS",
    url: "https://learn.microsoft.com/azure/iot-dps/tls-support",
};
pub(crate) const ROLL: Citation = Citation {
    label: "Microsoft: how to roll X.509 device certificates",
    url: "https://learn.microsoft.com/azure/iot-dps/how-to-roll-certificates",
};
pub(crate) const REVOKE: Citation = Citation {
    label: "Microsoft: disenroll a device from DPS",
    url: "https://learn.microsoft.com/azure/iot-dps/how-to-revoke-device-access-portal",
};
pub(crate) const FORMATS: Citation = Citation {
    label: "Microsoft: X.509 certificates, fields and formats",
    url: "https://learn.microsoft.com/azure/iot-hub/reference-x509-certificates",
};
pub(crate) const SDK_CHAIN: Citation = Citation {
    label: "Azure SDK for C, issue 1900: only the leaf was sent",
    url: "https://github.com/Azure/azure-iot-sdk-c/issues/1900",
};
pub(crate) const BUFFERS: Citation = Citation {
    label: "Azure SDK for C, issue 2362: certificates too large for the device",
    url: "https://github.com/Azure/azure-iot-sdk-c/issues/2362",
};
pub(crate) const ROCA: Citation = Citation {
    label: "CVE-2017-15361: the ROCA vulnerability",
    url: "https://nvd.nist.gov/vuln/detail/CVE-2017-15361",
};
pub(crate) const NIST_KEYS: Citation = Citation {
    label: "NIST SP 800-131A Rev. 2: key lengths",
    url: "https://csrc.nist.gov/pubs/sp/800/131/a/r2/final",
};
pub(crate) const FERMAT: Citation = Citation {
    label: "CVE-2022-26320: RSA keys with close primes",
    url: "https://nvd.nist.gov/vuln/detail/CVE-2022-26320",
};

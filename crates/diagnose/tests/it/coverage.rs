//! Every failure that was gathered from the field has a cause, and the cause names a thread in which somebody met it.

use diagnose::causes::{cause, texts};

/// F1 to F17 of the field notes, and the forty failure modes ranked from about 110 threads.
const GATHERED: &[(&str, &str, &str)] = &[
    ("F1", "client_id_differs", "azure-docs/issues/69882"),
    ("F1", "shell_replaces_dollar", "azure-docs/issues/69882"),
    (
        "F1",
        "key_of_another_certificate",
        "azure-docs/issues/69882",
    ),
    ("F1", "instance_host_used", "azure-docs/issues/69882"),
    ("F2", "ca_not_verified", "azure-iot-sdk-c/issues/437"),
    (
        "F3",
        "intermediate_not_sent",
        "azure-iot-sdk-csharp/issues/1040",
    ),
    ("F4", "group_ca_not_in_chain", "iotedge/issues/2739"),
    ("F5", "hub_link_stale", "azure-iot-sdk-c/issues/2362"),
    (
        "F6",
        "chain_kept_back_by_windows",
        "azure-iot-sdk-csharp/issues/1010",
    ),
    (
        "F7",
        "common_name_differs",
        "iot-identity-service/issues/111",
    ),
    ("F8", "pem_damaged", "azure-iot-sdk-c/issues/1281"),
    (
        "F9",
        "key_container_unread",
        "azure-iot-sdk-java/issues/774",
    ),
    (
        "F10",
        "key_of_another_certificate",
        "MQTT-Explorer/issues/826",
    ),
    ("F11", "certificate_expired", "azure-iot-sdks/issues/866"),
    ("F12", "server_root_not_trusted", "azure-docs/issues/89365"),
    ("F13", "server_name_differs", "MQTTX/issues/1518"),
    ("F14", "filter_not_served", "MQTT-Explorer/issues/194"),
    ("F15", "retry_after_ignored", "azure-iot-sdk-c/issues/1703"),
    (
        "F16",
        "operation_id_left_out",
        "azure-sdk-for-c/issues/2007",
    ),
    (
        "F17",
        "retry_after_ignored",
        "Microchip-PIC-IoT-Wx/issues/35",
    ),
    ("1", "intermediate_not_sent", "azure-iot-sdk-c/issues/1900"),
    ("2", "server_root_not_trusted", "esp-azure/issues/15"),
    (
        "3",
        "hub_knows_other_certificate",
        "azure-docs/issues/54373",
    ),
    ("4", "enrolled_other_certificate", "azure-docs/issues/13951"),
    ("5", "common_name_differs", "iotedge/issues/4061"),
    ("6", "group_key_not_derived", "azure-docs/issues/43157"),
    ("7", "ca_proof_refused", "azure-iot-sdk-c/issues/1347"),
    ("8", "port_blocked", "azure-iot-sdk-csharp/issues/1681"),
    ("9", "proxy_intercepts", "azure-docs/issues/67265"),
    ("10", "id_scope_wrong", "azure-iot-sdk-python/issues/670"),
    ("11", "pem_damaged", "azure-iot-sdk-python/issues/543"),
    ("12", "never_polled", "azure-sdk-for-c/issues/2142"),
    ("13", "allocation_webhook_failed", "iotedge/issues/3233"),
    ("14", "hub_link_stale", "azure-iot-sdk-c/issues/1789"),
    (
        "15",
        "registration_id_illegal",
        "azure-iot-sdk-c/issues/405",
    ),
    ("16", "wrong_certificate_presented", "iotedge/issues/3260"),
    (
        "17",
        "chain_kept_back_by_windows",
        "azure-iot-sdk-c/issues/437",
    ),
    ("18", "clock_wrong", "azure-sdk-for-c/issues/1937"),
    ("19", "hub_shows_self_signed", "azure-docs/issues/70976"),
    (
        "20",
        "hub_knows_other_certificate",
        "azure-docs/issues/14321",
    ),
    ("21", "device_gone_from_hub", "iotedge/issues/5639"),
    ("22", "throttled", "azure-iot-sdk-c/issues/1703"),
    ("23", "client_id_differs", "azure-docs/issues/69882"),
    ("24", "protocol_not_3_1_1", "MQTT.js/issues/652"),
    ("25", "shell_replaces_dollar", "azure-docs/issues/69882"),
    (
        "26",
        "request_id_without_dollar",
        "iot-middleware-freertos-samples/issues/393",
    ),
    ("27", "not_subscribed", "iot-mqtt-connect-to-iot-dps"),
    (
        "28",
        "other_key_than_registered",
        "azure-iot-sdk-node/issues/721",
    ),
    (
        "29",
        "enrolment_disabled",
        "azure-iot-sdk-csharp/issues/1604",
    ),
    ("30", "chain_too_large", "azure-iot-sdk-c/issues/2362"),
    ("31", "private_endpoint", "virtual-network-support"),
    ("32", "ip_filter", "iot-dps-ip-filtering"),
    (
        "33",
        "gateway_in_place_of_dps",
        "azure-iot-sdk-python/issues/374",
    ),
    (
        "34",
        "service_endpoint_confused",
        "azure-iot-sdk-c/issues/1844",
    ),
    (
        "35",
        "topic_status_ignored",
        "iot-central-micropython-client/issues/7",
    ),
    (
        "36",
        "certificate_expired",
        "azure-iot-sdk-python/issues/968",
    ),
    ("37", "password_beside_certificate", "mqtt_state_machine"),
    (
        "38",
        "key_of_another_certificate",
        "MQTT-Explorer/issues/826",
    ),
    ("39", "central_device_unassociated", "dps-keygen/issues/7"),
    ("40", "name_not_resolved", "azure-iot-sdk-c/issues/1446"),
];

#[test]
fn every_failure_from_the_field_has_a_cause() {
    for (name, id, source) in GATHERED {
        assert!(cause(id).is_some(), "{name}: {id} is no cause");
        let citations = texts(id).unwrap().citations;
        let named = citations
            .iter()
            .any(|citation| citation.url.contains(source));
        assert!(named, "{name}: {id} does not name {source}");
    }
    for number in 1..=40 {
        assert!(
            GATHERED
                .iter()
                .any(|(name, _, _)| *name == number.to_string()),
            "{number}"
        );
    }
    for number in 1..=17 {
        assert!(
            GATHERED
                .iter()
                .any(|(name, _, _)| *name == format!("F{number}")),
            "F{number}"
        );
    }
}

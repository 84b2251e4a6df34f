use proptest::prelude::*;

use super::*;

const HUB: &str = "contoso.azure-devices.net";

#[test]
fn strings_are_built_as_documented() {
    assert_eq!(
        username(HUB, "dev1"),
        "contoso.azure-devices.net/dev1/?api-version=2021-04-12"
    );
    assert_eq!(telemetry_topic("dev1"), "devices/dev1/messages/events/");
    assert_eq!(
        devicebound_filter("dev1"),
        "devices/dev1/messages/devicebound/#"
    );
    assert_eq!(twin_get_topic("1"), "$iothub/twin/GET/?$rid=1");
    assert_eq!(
        twin_reported_topic("2"),
        "$iothub/twin/PATCH/properties/reported/?$rid=2"
    );
}

#[track_caller]
fn check_username(text: &str, api_version: Option<&str>, others: usize) {
    let found = HubUsername::parse(text).unwrap();
    assert_eq!(
        (found.hub.as_str(), found.device_id.as_str()),
        (HUB, "dev1")
    );
    assert_eq!(found.api_version.as_deref(), api_version);
    assert_eq!(found.others.len(), others);
}

#[test]
fn user_names_of_clients_are_read() {
    check_username(&username(HUB, "dev1"), Some("2021-04-12"), 0);
    check_username(
        "contoso.azure-devices.net/dev1/?api-version=2019-10-01&DeviceClientType=azure-iot-device%2F2.14.0",
        Some("2019-10-01"),
        1,
    );
    check_username(
        "contoso.azure-devices.net/dev1/api-version=2016-11-14",
        Some("2016-11-14"),
        0,
    );
    check_username("contoso.azure-devices.net/dev1", None, 0);
    check_username("contoso.azure-devices.net/dev1/", None, 0);
}

#[test]
fn a_dps_user_name_is_not_taken_for_a_hubs() {
    for text in [
        "",
        "dev1",
        "/dev1/?api-version=1",
        "hub//?api-version=1",
        "0ne00C0FFEE/registrations/dev1/api-version=2019-03-31",
    ] {
        assert_eq!(
            HubUsername::parse(text),
            Err(HubUsernameError::Form {
                username: text.to_owned()
            }),
            "{text}"
        );
    }
}

#[test]
fn telemetry_carries_properties() {
    let plain = TelemetryTopic::parse("devices/dev1/messages/events/").unwrap();
    assert_eq!(
        (plain.device_id.as_str(), plain.properties.len()),
        ("dev1", 0)
    );
    assert_eq!(
        TelemetryTopic::parse("devices/dev1/messages/events").unwrap(),
        plain
    );
    let typed =
        TelemetryTopic::parse("devices/dev1/messages/events/$.ct=application%2Fjson&$.ce=utf-8")
            .unwrap();
    assert_eq!(
        typed.properties[0],
        ("$.ct".to_owned(), "application%2Fjson".to_owned())
    );
    assert_eq!(typed.properties.len(), 2);
    for topic in [
        "devices//messages/events/",
        "devices/a/b/messages/events/",
        "devices/a/messages/eventsx",
        "devices/a/messages/devicebound/",
    ] {
        assert!(TelemetryTopic::parse(topic).is_err(), "{topic}");
    }
}

#[test]
fn twin_topics_are_read() {
    assert_eq!(
        TwinRequest::parse(&twin_get_topic("7")),
        Ok(TwinRequest::Get {
            request_id: "7".to_owned()
        })
    );
    assert_eq!(
        TwinRequest::parse(&twin_reported_topic("7")),
        Ok(TwinRequest::Reported {
            request_id: "7".to_owned()
        })
    );
    assert_eq!(
        TwinRequest::parse("$iothub/twin/GET/?rid=7"),
        Ok(TwinRequest::Get {
            request_id: String::new()
        })
    );
    assert!(TwinRequest::parse("$iothub/twin/GET/").is_err());
    assert_eq!(
        TwinResponse::parse("$iothub/twin/res/204/?$rid=7&$version=3"),
        Ok(TwinResponse {
            status: 204,
            request_id: "7".to_owned(),
            version: Some(3)
        })
    );
    assert!(matches!(
        TwinResponse::parse("$iothub/twin/res/x"),
        Err(TopicError::Status { .. })
    ));
    assert!(matches!(
        TwinResponse::parse("x"),
        Err(TopicError::Foreign { .. })
    ));
}

#[test]
fn only_documented_filters_are_known() {
    assert!(is_known_filter(
        "devices/dev1/messages/devicebound/#",
        "dev1"
    ));
    assert!(is_known_filter(METHODS_FILTER, "dev1"));
    assert!(!is_known_filter(
        "devices/dev2/messages/devicebound/#",
        "dev1"
    ));
    assert!(!is_known_filter("#", "dev1"));
}

proptest! {
    #[test]
    fn what_is_built_is_read(status in 0_u16..1000, rid in "[^&?=]*", version in any::<Option<u64>>()) {
        let topic = TwinResponse { status, request_id: rid, version };
        prop_assert_eq!(TwinResponse::parse(&topic.format()), Ok(topic));
    }

    #[test]
    fn nothing_panics(text in ".*") {
        let _ = HubUsername::parse(&text);
        let _ = TelemetryTopic::parse(&text);
        let _ = TelemetryTopic::parse(&format!("devices/{text}/messages/events{text}"));
        let _ = TwinRequest::parse(&format!("{TWIN_GET}{text}"));
        let _ = TwinResponse::parse(&format!("{TWIN_RESPONSE}{text}"));
    }
}

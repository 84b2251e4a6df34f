//! What devices, DPS and a hub really send, and some of what they never should.
#![expect(clippy::disallowed_methods, reason = "reads recorded connections")]

use std::path::Path;

use dps_protocol::bodies::register_request;
use dps_protocol::{hub, topics, username};
use mqtt_wire::{Connack, Connect, Packet, Publish, QoS, Suback, Subscribe, Unsubscribe, Will};
use wire_layers::{Sender, Service};

/// A packet, where it goes, and who sent it.
pub(crate) type Sent = (Service, Sender, Vec<u8>);

/// Every connection that was recorded: name, sender, bytes.
pub(crate) fn connections() -> Vec<(String, Sender, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("testdata") {
        let path = entry.expect("a file").path();
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let sender = if name.ends_with(".client") {
            Sender::Client
        } else {
            Sender::Server
        };
        all.push((name, sender, std::fs::read(&path).expect("readable")));
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(all.len(), 16, "eight connections of two sides");
    all
}

pub(crate) fn connection(name: &str) -> (Sender, Vec<u8>) {
    let found = connections().into_iter().find(|(found, ..)| found == name);
    let (_, sender, bytes) = found.expect("a recorded connection");
    (sender, bytes)
}

/// Packets of every type, valid all of them.
pub(crate) fn packets() -> Vec<Sent> {
    let mut all = Vec::new();
    for (sender, packet) in dps() {
        all.push((Service::Dps, sender, packet.encode().expect("valid")));
    }
    for (sender, packet) in at_the_hub() {
        all.push((Service::Hub, sender, packet.encode().expect("valid")));
    }
    all
}

pub(crate) fn connect(client_id: &str, username: &str, password: Option<&str>) -> Packet {
    Packet::Connect(Connect {
        client_id: client_id.to_owned(),
        username: Some(username.to_owned()),
        password: password.map(|password| password.as_bytes().to_vec()),
        clean_session: true,
        keep_alive_secs: 60,
        will: None,
    })
}

pub(crate) fn publish(topic: &str, payload: &str) -> Packet {
    Packet::Publish(Publish {
        topic: topic.to_owned(),
        payload: payload.as_bytes().to_vec(),
        qos: QoS::AtLeastOnce,
        retain: false,
        dup: false,
        packet_id: Some(2),
    })
}

fn subscribe(filters: &[&str]) -> Packet {
    let filters = filters
        .iter()
        .map(|filter| ((*filter).to_owned(), QoS::AtLeastOnce));
    Packet::Subscribe(Subscribe {
        packet_id: 1,
        filters: filters.collect(),
    })
}

pub(crate) const OPERATION: &str = "4.0123456789abcdef.11111111-2222-3333-4444-555555555555";

fn dps() -> Vec<(Sender, Packet)> {
    let name = username::format("0ne00C0FFEE", "dev-01", "2019-03-31");
    let python = [
        name.as_str(),
        "&ClientVersion=azure-iot-device-provisioning-py%2F2.14.0%28x%3By%29",
    ]
    .concat();
    let token = "SharedAccessSignature sr=0ne00C0FFEE%2Fregistrations%2Fdev-01&sig=QUJD%3D&se=1900000000&skn=registration";
    let body = String::from_utf8(register_request(
        "dev-01",
        Some(&serde_json::json!({ "site": [1, true] })),
    ));
    let body = body.expect("JSON");
    let answer =
        |status: &str, rest: &str| format!("$dps/registrations/res/{status}/?$rid=1{rest}");
    let assigned = format!(
        r#"{{"operationId":"{OPERATION}","status":"assigned","registrationState":{{"x509":{{"enrollmentGroupId":"g"}},"registrationId":"dev-01","createdDateTimeUtc":"2026-01-10T21:52:50.5898405Z","assignedHub":"contoso.azure-devices.net","deviceId":"dev-01","status":"assigned","substatus":"initialAssignment","lastUpdatedDateTimeUtc":"2026-01-10T21:52:52.1928267Z","etag":"Ij=","payload":{{"deviceId":"mine"}},"symmetricKey":{{}},"tpm":{{}},"issuedCertificateChain":["MII=","MIJ="]}},"new":1}}"#
    );
    let failed = r#"{"operationId":"4.a","status":"failed","registrationState":{"status":"failed","errorCode":401001,"errorMessage":"IoTHub not found."}}"#;
    let refused = r#"{"errorCode":401002,"trackingId":"","message":"CA certificate not found.","timestampUtc":"2026-01-01T00:00:00.1234567Z"}"#;
    let ids = [4, 5, 6, 7, 11];
    let receipts = ids.map(|kind| match kind {
        4 => Packet::Puback { packet_id: 2 },
        5 => Packet::Pubrec { packet_id: 3 },
        6 => Packet::Pubrel { packet_id: 3 },
        7 => Packet::Pubcomp { packet_id: 3 },
        _ => Packet::Unsuback { packet_id: 4 },
    });
    let mut all = vec![
        (Sender::Client, connect("dev-01", &name, None)),
        (Sender::Client, connect("dev-01", &python, Some(token))),
        (Sender::Client, subscribe(&[topics::RESPONSE_FILTER])),
        (Sender::Client, publish(&topics::register("1"), &body)),
        (
            Sender::Client,
            publish(
                &topics::register("1"),
                "{\"payload\": null,\n\t\"registrationId\": \"dev-01\", \"csr\":\"MII=\"}",
            ),
        ),
        (
            Sender::Client,
            publish(&topics::operation_status("2", OPERATION), " "),
        ),
        (
            Sender::Server,
            publish(
                &answer("202", "&retry-after=3"),
                r#"{"operationId":"4.a","status":"assigning"}"#,
            ),
        ),
        (Sender::Server, publish(&answer("200", ""), &assigned)),
        (Sender::Server, publish(&answer("200", ""), failed)),
        (
            Sender::Server,
            publish(
                &answer("200", ""),
                r#"{"operationId":"","status":"disabled"}"#,
            ),
        ),
        (
            Sender::Server,
            publish(&answer("200", ""), r#"{"status":"unassigned"}"#),
        ),
        (Sender::Server, publish(&answer("401", ""), refused)),
        (Sender::Client, Packet::Pingreq),
        (Sender::Server, Packet::Pingresp),
        (Sender::Client, Packet::Disconnect),
    ];
    for status in ["400", "404", "409", "429", "503", "403"] {
        all.push((Sender::Server, publish(&answer(status, ""), refused)));
    }
    for code in 0..=5 {
        let connack = Connack {
            session_present: false,
            code,
        };
        all.push((Sender::Server, Packet::Connack(connack)));
    }
    let codes = vec![0, 1, 2, 0x80];
    all.push((
        Sender::Server,
        Packet::Suback(Suback {
            packet_id: 1,
            codes,
        }),
    ));
    let filters = vec![topics::RESPONSE_FILTER.to_owned()];
    all.push((
        Sender::Client,
        Packet::Unsubscribe(Unsubscribe {
            packet_id: 4,
            filters,
        }),
    ));
    let two_way = receipts.map(|receipt| match receipt {
        Packet::Unsuback { .. } => (Sender::Server, receipt),
        _ => (Sender::Client, receipt),
    });
    all.extend(two_way);
    for qos in [QoS::AtMostOnce, QoS::ExactlyOnce] {
        let packet_id = (qos != QoS::AtMostOnce).then_some(9);
        let message = Publish {
            topic: topics::register("1"),
            payload: Vec::new(),
            qos,
            retain: true,
            dup: packet_id.is_some(),
            packet_id,
        };
        all.push((Sender::Client, Packet::Publish(message)));
    }
    all
}

fn at_the_hub() -> Vec<(Sender, Packet)> {
    let host = "contoso.azure-devices.net";
    let name = [
        &hub::username(host, "dev-01"),
        "&DeviceClientType=py%2F2&model-id=dtmi:a;1&x=y",
    ]
    .concat();
    let events = hub::telemetry_topic("dev-01");
    let bag = "$.ct=application%2Fjson&$.ce=utf-8&$.mid=7&level=gr%C3%BCn&bare";
    let twin = r#"{"desired":{"rate":5,"$metadata":{},"$version":3},"reported":{"$version":1}}"#;
    let will = Packet::Connect(Connect {
        client_id: "dev-01".to_owned(),
        username: Some(name.clone()),
        password: Some(Vec::new()),
        clean_session: false,
        keep_alive_secs: 0,
        will: Some(Will {
            topic: events.clone(),
            payload: b"gone".to_vec(),
            qos: QoS::AtLeastOnce,
            retain: true,
        }),
    });
    let filters = [
        hub::TWIN_RESPONSE_FILTER,
        hub::DESIRED_PROPERTIES_FILTER,
        hub::METHODS_FILTER,
        "devices/+/messages/devicebound/#",
    ];
    vec![
        (Sender::Client, connect("dev-01", &name, None)),
        (Sender::Client, will),
        (Sender::Client, subscribe(&filters)),
        (Sender::Client, publish(&events, "plain text")),
        (
            Sender::Client,
            publish(
                &[&events, bag].concat(),
                r#"{"temperature":21.5,"list":[1,{"a":null}]}"#,
            ),
        ),
        (
            Sender::Server,
            publish(
                &["devices/dev-01/messages/devicebound/", "?a=b"].concat(),
                "x",
            ),
        ),
        (Sender::Client, publish(&hub::twin_get_topic("5"), "")),
        (
            Sender::Client,
            publish(&hub::twin_reported_topic("6"), r#"{"rate":5}"#),
        ),
        (
            Sender::Server,
            publish(&hub::desired_topic(4), r#"{"rate":6,"$version":4}"#),
        ),
        (
            Sender::Server,
            publish("$iothub/twin/res/200/?$rid=5", twin),
        ),
        (
            Sender::Server,
            publish("$iothub/twin/res/204/?$rid=6&$version=2&new=1", ""),
        ),
        (Sender::Server, publish("$iothub/twin/res/429/?$rid=6", "")),
        (
            Sender::Server,
            publish("$iothub/methods/POST/reboot/?$rid=7", "{}"),
        ),
        (
            Sender::Client,
            publish("$iothub/methods/res/404/?$rid=7", "[]"),
        ),
    ]
}

/// Packets as they should not be.
pub(crate) fn broken() -> Vec<Sent> {
    let mut all = Vec::new();
    let texts = [
        "/0ne00C0FFEE/registrations/dev-01/?api-version=2019-03-31&other=1",
        "0ne00C0FFEE/registration/dev-01",
        "x/0ne00C0FFEE/registrations/dev-01",
    ];
    for text in texts {
        all.push((
            Service::Dps,
            Sender::Client,
            connect("dev-01", text, None).encode().expect("valid"),
        ));
    }
    let messages = [
        ("/registrations/PUT/iotdps-register/?=1", "{"),
        (
            "$dps/registrations/PUT/iotdps-register/?rid=1&more",
            "\"text\"",
        ),
        ("$dps/somewhere/else", "{\"status\":\"new\",\"a\":01}"),
        ("$dps/registrations/res/#x".trim_end_matches("#x"), " {} x"),
    ];
    for (topic, body) in messages {
        all.push((
            Service::Dps,
            Sender::Client,
            publish(topic, body).encode().expect("valid"),
        ));
    }
    let deep = "[".repeat(60);
    let wide = format!("[{}]", vec!["0"; 3000].join(","));
    for body in [deep, wide] {
        all.push((
            Service::Dps,
            Sender::Client,
            publish("$dps/x", &body).encode().expect("valid"),
        ));
    }
    let raw: [&[u8]; 14] = [
        &[],
        &[0xF0, 0x00],
        &[0x36, 0x04, 0, 1, b'a', b'x'],
        &[0x30, 0x09, 0, 5, b'a'],
        &[0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1],
        &[0xC1, 0x01, 7, 9],
        &[0x20, 0x02, 2, 9],
        &[0x82, 0x06, 0, 1, 0, 1, b'a', 0xFD],
        &[0x90, 0x03, 0, 1, 7],
        &[0x10, 13, 0, 4, b'M', b'Q', b'T', b'T', 5, 3, 0, 60, 0, 0, 0],
        &[
            0x10, 12, 0, 6, b'M', b'Q', b'I', b's', b'd', b'p', 3, 0x34, 0, 60,
        ],
        &[0x30, 0x05, 0, 3, b'a', 0xFF, b'b'],
        &[0x62, 0x02, 0, 1],
        &[0xA2, 0x02, 0, 1],
    ];
    all.extend(raw.map(|bytes| (Service::Dps, Sender::Server, bytes.to_vec())));
    all
}

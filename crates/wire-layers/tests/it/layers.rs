//! What is inside user names, topics and bodies, as a person would read it.

use std::fmt::Write as _;

use mqtt_wire::Packet;
use wire_layers::tree::{Anatomy, Field};
use wire_layers::{Sender, Service, packet};

use crate::corpus::{self, connect, publish};

fn anatomy(service: Service, made: &Packet) -> (Vec<u8>, Anatomy) {
    let bytes = made.encode().expect("valid");
    let anatomy = packet(service, Sender::Client, &bytes);
    (bytes, anatomy)
}

/// From the variable header on: place, kind, label, value; without what only separates.
fn tree(service: Service, made: &Packet) -> String {
    fn write(fields: &[Field], depth: usize, out: &mut String) {
        for field in fields.iter().filter(|field| !field.is_framing()) {
            let indent = "  ".repeat(depth);
            let range = &field.bytes;
            let line = format!(
                "{indent}{}..{} [{}] {}: {}",
                range.start, range.end, field.kind, field.label, field.value
            );
            writeln!(out, "{}", line.trim_end_matches([' ', ':'])).expect("a string takes all");
            write(&field.children, depth + 1, out);
        }
    }
    let (_, anatomy) = anatomy(service, made);
    let mut out = String::new();
    write(&anatomy.fields[1..], 0, &mut out);
    out
}

#[test]
fn a_device_connects_to_dps() {
    let name =
        "0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31&ClientVersion=py%2F2.14.0%28x%29";
    let token =
        "SharedAccessSignature sr=0ne00C0FFEE%2Fregistrations%2Fdev-01&sig=QUJD%3D&se=1900000000";
    insta::assert_snapshot!(tree(Service::Dps, &connect("dev-01", name, Some(token))));
}

#[test]
fn a_device_asks_how_its_registration_stands() {
    let topic = dps_protocol::topics::operation_status("2", corpus::OPERATION);
    insta::assert_snapshot!(tree(Service::Dps, &publish(&topic, " ")));
}

#[test]
fn dps_says_that_a_device_is_assigned() {
    let body = r#"{"operationId":"4.a","status":"assigned","registrationState":{"x509":{},"assignedHub":"h.net","deviceId":"dev-01","payload":{"deviceId":"mine","list":[1,"a"]}}}"#;
    insta::assert_snapshot!(tree(
        Service::Dps,
        &publish("$dps/registrations/res/200/?$rid=1&retry-after=3", body)
    ));
}

#[test]
fn a_device_sends_telemetry() {
    let topic = "devices/dev-01/messages/events/$.ct=application%2Fjson&$.ce=utf-8&level=gr%C3%BCn";
    insta::assert_snapshot!(tree(
        Service::Hub,
        &publish(topic, r#"{"temperature":21.5}"#)
    ));
}

#[test]
fn a_hub_connection_and_a_twin() {
    let name = "h.net/dev-01/?api-version=2021-04-12&DeviceClientType=py%2F2";
    let connect = tree(Service::Hub, &connect("dev-01", name, None));
    let twin = publish(
        "$iothub/twin/res/200/?$rid=5",
        r#"{"desired":{"rate":5,"$version":3}}"#,
    );
    insta::assert_snapshot!([connect, tree(Service::Hub, &twin)].join("\n"));
}

/// What is wrong with a packet: the bytes as text, and the problem.
#[track_caller]
fn check(service: Service, made: &Packet, expected: &[(&str, &str)]) {
    let (bytes, anatomy) = anatomy(service, made);
    let found: Vec<_> = anatomy
        .problems
        .iter()
        .map(|problem| {
            let bytes = String::from_utf8_lossy(&bytes[problem.bytes.clone()]).into_owned();
            (bytes, problem.text.clone())
        })
        .collect();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((bytes, text), (place, words)) in found.iter().zip(expected) {
        assert_eq!(bytes, place, "{text}");
        assert!(text.contains(words), "{text:?} does not say {words:?}");
    }
}

#[test]
fn what_is_wrong_with_user_names_is_said_where_it_is() {
    let name = |text: &str| connect("dev-01", text, None);
    let good = "0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31";
    check(Service::Dps, &name(good), &[]);
    check(
        Service::Dps,
        &name(&["/", good].concat()),
        &[("/", "begins with a slash")],
    );
    check(
        Service::Dps,
        &name("0ne/registrations/d/?api-version=1"),
        &[("?", "question mark")],
    );
    check(
        Service::Dps,
        &name("0ne/registrations/d"),
        &[("", "no api-version")],
    );
    check(Service::Hub, &name("h.net/d/?api-version=1"), &[]);
    check(Service::Hub, &name(good), &[(good, "is not {hub}")]);
    check(
        Service::Hub,
        &name("h.net/d"),
        &[("h.net/d", "is not {hub}")],
    );
}

#[test]
fn what_is_wrong_with_topics_is_said_where_it_is() {
    let register = |query: &str| {
        publish(
            &["$dps/registrations/PUT/iotdps-register/", query].concat(),
            "{}",
        )
    };
    check(Service::Dps, &register("?$rid=1"), &[]);
    check(Service::Dps, &register("?rid=1"), &[("rid", "dollar sign")]);
    check(Service::Dps, &register("?a=1"), &[("", "without $rid")]);
    check(Service::Dps, &register(""), &[("", "without $rid")]);
    check(
        Service::Dps,
        &publish("/registrations/PUT/iotdps-register/?$rid=1", "{}"),
        &[("", "$dps is missing")],
    );
    check(
        Service::Dps,
        &publish("a/b", "{}"),
        &[("a/b", "no topic of DPS")],
    );
    check(
        Service::Hub,
        &publish("a/b", "{}"),
        &[("a/b", "no topic of an IoT hub")],
    );
}

#[test]
fn what_is_wrong_with_json_is_said_where_it_is() {
    let body = |text: &str| publish("$dps/registrations/PUT/iotdps-register/?$rid=1", text);
    check(Service::Dps, &body(r#" { "a" : [ 1 , null ] } "#), &[]);
    check(Service::Dps, &body(""), &[]);
    check(
        Service::Dps,
        &body(r#"{"a":1} x"#),
        &[("x", "follow the end")],
    );
    check(Service::Dps, &body(r#"{"a":01}"#), &[("01}", "no value")]);
    check(
        Service::Dps,
        &body(r#"{"a":1,}"#),
        &[("}", "name of a member")],
    );
    check(Service::Dps, &body(r#"{"a" 1}"#), &[("1}", "colon")]);
    check(
        Service::Dps,
        &body(r#"{"a":1 "b"}"#),
        &[("\"b\"}", "comma")],
    );
    check(Service::Dps, &body(r#"{"a":"b"#), &[("\"b", "partner")]);
    check(
        Service::Dps,
        &body(r#"{"a":"#),
        &[("", "a value is missing")],
    );
    check(Service::Dps, &body("hello"), &[("hello", "no value")]);
    check(Service::Dps, &body("\"text\""), &[]);
}

#[test]
fn a_packet_that_the_other_side_sends_is_named() {
    let bytes = Packet::Pingresp.encode().expect("valid");
    assert_eq!(packet(Service::Dps, Sender::Server, &bytes).problems, []);
    let problems = packet(Service::Dps, Sender::Client, &bytes).problems;
    assert_eq!(
        problems[0].text,
        "PINGRESP is sent by servers only (section 2.2.1)"
    );
    assert_eq!(
        (problems[0].bytes.clone(), problems[0].clause),
        (0..1, "section 2.2.1")
    );
}

#[test]
fn what_mqtt_forbids_keeps_its_clause() {
    let problems = packet(Service::Dps, Sender::Client, &[0xC1, 0x00]).problems;
    assert_eq!(problems[0].clause, "[MQTT-2.2.2-2]");
}

#[test]
fn the_path_to_a_byte_leads_from_the_outside_in() {
    let (bytes, anatomy) = anatomy(
        Service::Dps,
        &connect("dev-01", "0ne/registrations/d/api-version=1", None),
    );
    let at = bytes
        .windows(3)
        .position(|part| part == b"0ne")
        .expect("there");
    let labels: Vec<_> = anatomy
        .path_to(at)
        .iter()
        .map(|field| field.label.to_string())
        .collect();
    assert_eq!(labels, ["Payload", "User name", "ID scope"]);
    // Bits share their byte: the way ends at the byte.
    assert_eq!(
        anatomy.path_to(0).last().map(|field| field.kind),
        Some("mqtt.first-byte")
    );
    assert!(anatomy.path_to(bytes.len()).is_empty());
}

use std::time::Duration;

use device_session::{Direction, LoggedPacket};
use dps_protocol::mark::Part;
use mqtt_wire::{Connack, Connect, Packet, Publish, QoS};
use wire_layers::{Sender, Service};

use super::*;

fn logged(packet: Packet) -> LoggedPacket {
    let bytes = packet.encode().unwrap();
    LoggedPacket {
        direction: Direction::Sent,
        at: Duration::ZERO,
        bytes,
        packet: Ok(packet),
    }
}

fn publish(topic: &str, payload: &str) -> Packet {
    Packet::Publish(Publish {
        topic: topic.to_owned(),
        payload: payload.as_bytes().to_vec(),
        qos: QoS::AtLeastOnce,
        retain: false,
        dup: false,
        packet_id: Some(1),
    })
}

fn connect(username: &str) -> Packet {
    Packet::Connect(Connect {
        client_id: "press-17".to_owned(),
        username: Some(username.to_owned()),
        password: None,
        clean_session: true,
        keep_alive_secs: 60,
        will: None,
    })
}

#[test]
fn a_headline_tells_packets_of_one_type_apart() {
    let check = |packet, expected| assert_eq!(headline(&logged(packet)), expected);
    check(connect("u"), "CONNECT press-17");
    check(
        Packet::Connack(Connack {
            session_present: false,
            code: 0,
        }),
        "CONNACK 0, accepted",
    );
    check(
        Packet::Connack(Connack {
            session_present: false,
            code: 3,
        }),
        "CONNACK 3, refused",
    );
    check(
        publish("$dps/registrations/PUT/iotdps-register/?$rid=1", "{}"),
        "PUBLISH register",
    );
    check(
        publish("$dps/registrations/res/202/?$rid=1&retry-after=3", "{}"),
        "PUBLISH 202, wait 3 s",
    );
    check(
        publish("$dps/registrations/res/200/?$rid=2", "{}"),
        "PUBLISH 200",
    );
    check(
        publish("devices/press-17/messages/events/", "{}"),
        "PUBLISH first message",
    );
    check(publish("something/else", "{}"), "PUBLISH something/else");
    check(Packet::Puback { packet_id: 1 }, "PUBACK");
}

#[track_caller]
fn check_spans(purpose: Purpose, packet: Packet, expected: &[(Part, &str)]) {
    let bytes = packet.encode().unwrap();
    let service = match purpose {
        Purpose::Dps => Service::Dps,
        Purpose::Hub => Service::Hub,
    };
    let anatomy = wire_layers::packet(service, Sender::Client, &bytes);
    let spans = packet_spans(purpose, &bytes, &anatomy);
    let found: Vec<_> = spans
        .iter()
        .map(|span| {
            (
                span.part,
                std::str::from_utf8(&bytes[span.range.clone()]).unwrap(),
            )
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn identity_parts_are_found_in_the_bytes() {
    check_spans(
        Purpose::Dps,
        connect("0ne00C0FFEE/registrations/press-17/api-version=2019-03-31"),
        &[
            (Part::RegistrationId, "press-17"),
            (Part::IdScope, "0ne00C0FFEE"),
            (Part::RegistrationId, "press-17"),
            (Part::ApiVersion, "2019-03-31"),
        ],
    );
    check_spans(
        Purpose::Dps,
        publish(
            "$dps/registrations/PUT/iotdps-register/?$rid=1",
            r#"{"registrationId":"press-17"}"#,
        ),
        &[(Part::RequestId, "1"), (Part::RegistrationId, "press-17")],
    );
    check_spans(
        Purpose::Hub,
        publish("devices/press-17/messages/events/", "21.5"),
        &[(Part::DeviceId, "press-17")],
    );
}

#[test]
fn a_text_is_cut_into_pieces() {
    let span = |range, part| Span { range, part };
    let spans = [span(0..2, Part::IdScope), span(3..5, Part::RequestId)];
    assert_eq!(
        segments("ab/cd!", &spans),
        [
            (Some(Part::IdScope), "ab"),
            (None, "/"),
            (Some(Part::RequestId), "cd"),
            (None, "!"),
        ]
    );
    assert_eq!(segments("", &[]), []);
    assert_eq!(segments("é", &[span(1..2, Part::IdScope)]), [(None, "é")]);
}

#[test]
fn times_and_sizes_are_short() {
    let check = |millis, expected| assert_eq!(seconds(Duration::from_millis(millis)), expected);
    check(0, "0.000 s");
    check(12, "0.012 s");
    check(3_456, "3.45 s");
    check(12_345, "12.3 s");
    check(75_900, "75 s");
    assert_eq!(pause(Duration::from_millis(3_004)), "3 s");
    assert_eq!(pause(Duration::from_millis(960)), "1 s");
    assert_eq!(pause(Duration::from_millis(1_240)), "1.2 s");
    assert_eq!(size(1), "1 byte");
    assert_eq!(size(81), "81 bytes");
}

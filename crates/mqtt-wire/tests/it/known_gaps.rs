//! Where `mqttbytes` is laxer than MQTT 3.1.1 or cannot say what MQTT can: for each such gap our own
//! behaviour, and that `mqttbytes` still has it. When one of its halves fails after an update, the gap
//! is closed there and our way around it can go.

use bytes::BytesMut;
use mqtt_wire::{Connect, EncodeError, Packet, Publish, QoS};
use mqttbytes::v4;

/// `frame` breaks `clause`: we refuse it, `mqttbytes` does not.
#[track_caller]
fn check(frame: &[u8], clause: &str) {
    let refused = Packet::decode(frame).expect_err("ours is strict");
    assert_eq!(refused.clause(), clause, "{refused}");
    let theirs = v4::read(&mut BytesMut::from(frame), frame.len());
    assert!(theirs.is_ok(), "mqttbytes closed this gap: {theirs:?}");
}

/// A CONNECT with these flags and payload.
fn connect(level: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x10, (10 + payload.len()) as u8, 0, 4];
    frame.extend(b"MQTT");
    frame.extend([level, flags, 0, 60]);
    frame.extend(payload);
    frame
}

#[test]
fn protocol_level_5_taken_for_3_1_1() {
    let frame = connect(5, 2, &[0, 1, b'd']);
    check(&frame, "[MQTT-3.1.2-2]");
    let refused = Packet::decode(&frame).expect_err("MQTT 5");
    assert_eq!(
        refused,
        mqtt_wire::DecodeError::UnsupportedProtocolLevel { level: 5 }
    );
}

#[test]
fn reserved_bits_of_the_first_byte() {
    check(&[0xC1, 0x00], "[MQTT-2.2.2-2]");
    check(&[0x21, 0x02, 0x00, 0x00], "[MQTT-2.2.2-2]");
    check(&[0x42, 0x02, 0x00, 0x01], "[MQTT-2.2.2-2]");
    check(&[0x60, 0x02, 0x00, 0x01], "[MQTT-3.6.1-1]");
    check(
        &[0x80, 0x06, 0x00, 0x01, 0x00, 0x01, b'a', 0x00],
        "[MQTT-3.8.1-1]",
    );
    check(
        &[0xA0, 0x05, 0x00, 0x01, 0x00, 0x01, b'a'],
        "[MQTT-3.10.1-1]",
    );
    check(&[0xE1, 0x00], "[MQTT-3.14.1-1]");
}

#[test]
fn reserved_bits_inside() {
    check(&connect(4, 0x03, &[0, 1, b'd']), "[MQTT-3.1.2-3]");
    check(&[0x20, 0x02, 0x02, 0x00], "section 3.2.2.1");
    check(
        &[0x82, 0x06, 0x00, 0x01, 0x00, 0x01, b'a', 0x04],
        "[MQTT-3.8.3-4]",
    );
}

#[test]
fn trailing_bytes() {
    check(&connect(4, 2, &[0, 1, b'd', 0xFF]), "section 3.1.3");
    check(&[0x20, 0x03, 0x00, 0x00, 0x00], "section 3.2.1");
    check(&[0x40, 0x03, 0x00, 0x01, 0x00], "section 3.4.1");
    check(&[0x50, 0x03, 0x00, 0x01, 0x00], "section 3.5.1");
    check(&[0x62, 0x03, 0x00, 0x01, 0x00], "section 3.6.1");
    check(&[0x70, 0x03, 0x00, 0x01, 0x00], "section 3.7.1");
    check(&[0xC0, 0x01, 0x00], "section 3.12.1");
    check(&[0xD0, 0x01, 0x00], "section 3.13.1");
    check(&[0xE0, 0x01, 0x00], "section 3.14.1");
    check(&[0xC0, 0x00, 0xC0, 0x00], "section 2.2.3");
}

#[test]
fn empty_filter_lists() {
    check(&[0x82, 0x02, 0x00, 0x01], "[MQTT-3.8.3-3]");
    check(&[0xA2, 0x02, 0x00, 0x01], "[MQTT-3.10.3-2]");
}

#[test]
fn nul_in_strings() {
    check(&[0x30, 0x03, 0x00, 0x01, 0x00], "[MQTT-1.5.3-2]");
    check(&connect(4, 2, &[0, 1, 0]), "[MQTT-1.5.3-2]");
    check(&connect(4, 0x82, &[0, 1, b'd', 0, 1, 0]), "[MQTT-1.5.3-2]");
    check(
        &[0x82, 0x06, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00],
        "[MQTT-1.5.3-2]",
    );
}

#[test]
fn wildcards_in_topic_names() {
    check(&[0x30, 0x03, 0x00, 0x01, b'#'], "[MQTT-3.3.2-2]");
    check(
        &[0x30, 0x05, 0x00, 0x03, b'a', b'/', b'+'],
        "[MQTT-3.3.2-2]",
    );
    check(
        &connect(4, 0x06, &[0, 1, b'd', 0, 1, b'+', 0, 0]),
        "[MQTT-4.7.1-1]",
    );
}

#[test]
fn misplaced_wildcards_in_filters() {
    let clause = "[MQTT-4.7.1-2], [MQTT-4.7.1-3]";
    check(
        &[0x82, 0x07, 0x00, 0x01, 0x00, 0x02, b'a', b'#', 0x00],
        clause,
    );
    check(
        &[0x82, 0x07, 0x00, 0x01, 0x00, 0x02, b'+', b'a', 0x00],
        clause,
    );
    check(
        &[0x82, 0x08, 0x00, 0x01, 0x00, 0x03, b'#', b'/', b'a', 0x00],
        clause,
    );
    check(&[0xA2, 0x06, 0x00, 0x01, 0x00, 0x02, b'#', b'/'], clause);
}

#[test]
fn empty_topics() {
    check(&[0x30, 0x02, 0x00, 0x00], "[MQTT-4.7.3-1]");
    check(
        &[0x82, 0x05, 0x00, 0x01, 0x00, 0x00, 0x00],
        "[MQTT-4.7.3-1]",
    );
    check(&[0xA2, 0x04, 0x00, 0x01, 0x00, 0x00], "[MQTT-4.7.3-1]");
}

#[test]
fn packet_identifier_zero() {
    check(&[0x40, 0x02, 0x00, 0x00], "[MQTT-2.3.1-6]");
    check(
        &[0x82, 0x06, 0x00, 0x00, 0x00, 0x01, b'a', 0x00],
        "[MQTT-2.3.1-1]",
    );
    check(
        &[0xA2, 0x05, 0x00, 0x00, 0x00, 0x01, b'a'],
        "[MQTT-2.3.1-1]",
    );
    check(&[0x90, 0x03, 0x00, 0x00, 0x00], "[MQTT-2.3.1-7]");
    check(&[0xB0, 0x02, 0x00, 0x00], "[MQTT-2.3.1-7]");
}

#[test]
fn fields_that_contradict_each_other() {
    check(
        &connect(4, 0x42, &[0, 1, b'd', 0, 1, b'p']),
        "[MQTT-3.1.2-22]",
    );
    check(&connect(4, 0x00, &[0, 0]), "[MQTT-3.1.3-7]");
    check(&[0x20, 0x02, 0x01, 0x05], "[MQTT-3.2.2-4]");
    check(&[0x38, 0x03, 0x00, 0x01, b'a'], "[MQTT-3.3.1-2]");
}

fn device(username: Option<&str>, password: Option<&[u8]>) -> Packet {
    Packet::Connect(Connect {
        client_id: "d".to_owned(),
        username: username.map(str::to_owned),
        password: password.map(<[u8]>::to_vec),
        clean_session: true,
        keep_alive_secs: 60,
        will: None,
    })
}

/// Flags and payload of the CONNECT on the wire; and what `mqttbytes` makes of it.
#[track_caller]
fn check_login(packet: &Packet, flags: u8, payload: &[u8]) -> Result<v4::Packet, mqttbytes::Error> {
    let frame = connect(4, flags, payload);
    assert_eq!(packet.encode().as_deref(), Ok(frame.as_slice()));
    assert_eq!(Packet::decode(&frame).as_ref(), Ok(packet));
    v4::read(&mut BytesMut::from(frame.as_slice()), frame.len())
}

#[track_caller]
fn login(theirs: Result<v4::Packet, mqttbytes::Error>) -> Option<v4::Login> {
    match theirs {
        Ok(v4::Packet::Connect(connect)) => connect.login,
        other => panic!("not a CONNECT: {other:?}"),
    }
}

#[test]
fn absent_and_empty_login_differ() {
    let absent = check_login(&device(Some("u"), None), 0x82, &[0, 1, b'd', 0, 1, b'u']);
    let empty = device(Some("u"), Some(b""));
    let empty = check_login(&empty, 0xC2, &[0, 1, b'd', 0, 1, b'u', 0, 0]);
    assert_eq!(login(absent), login(empty), "mqttbytes closed this gap");

    let absent = check_login(&device(None, None), 0x02, &[0, 1, b'd']);
    let empty = check_login(&device(Some(""), None), 0x82, &[0, 1, b'd', 0, 0]);
    assert_eq!(login(absent), login(empty), "mqttbytes closed this gap");
}

#[test]
fn empty_login_can_be_sent() {
    let mut theirs = v4::Connect::new("d");
    theirs.set_login("", "");
    let mut frame = BytesMut::new();
    theirs.write(&mut frame).expect("mqttbytes writes it");
    assert_eq!(
        frame[9], 0x02,
        "mqttbytes closed this gap: the flags now say user name and password"
    );
}

#[test]
fn a_password_need_not_be_text() {
    let binary = device(Some("u"), Some(&[0x00, 0xFF]));
    let payload = [0, 1, b'd', 0, 1, b'u', 0, 2, 0x00, 0xFF];
    let theirs = check_login(&binary, 0xC2, &payload);
    assert_eq!(
        theirs,
        Err(mqttbytes::Error::TopicNotUtf8),
        "mqttbytes closed this gap"
    );
}

#[test]
fn strings_longer_than_their_length_can_say() {
    let topic = "a".repeat(65_536 + 3);
    let mut frame = BytesMut::new();
    let theirs = v4::Publish::new(topic.as_str(), mqttbytes::QoS::AtMostOnce, "").write(&mut frame);
    assert!(theirs.is_ok(), "mqttbytes closed this gap");
    // One byte of type, three of remaining length, and then the topic's length modulo 65,536.
    assert_eq!(frame[4..6], [0, 3], "mqttbytes closed this gap");

    let (payload, qos, packet_id) = (Vec::new(), QoS::AtMostOnce, None);
    let ours = Publish {
        topic,
        payload,
        qos,
        retain: false,
        dup: false,
        packet_id,
    };
    let error = EncodeError::FieldTooLong {
        field: "Topic name",
        bytes: 65_539,
    };
    assert_eq!(Packet::Publish(ours).encode(), Err(error));
}

//! Rules that `mqttbytes` keeps too, the order of problems, and what is allowed although it looks odd.

use mqtt_wire::{DecodeError, Packet, ProblemKind, dissect};

#[track_caller]
fn check(frame: &[u8], clause: &str) {
    let refused = Packet::decode(frame).expect_err("the standard forbids it");
    assert_eq!(refused.clause(), clause, "{refused}");
}

#[test]
fn refused() {
    check(&[], "section 2.2.3");
    check(&[0xC0], "section 2.2.3");
    check(&[0x40, 0x02, 0x00], "section 2.2.3");
    check(&[0xC0, 0x80, 0x80, 0x80, 0x80, 0x00], "section 2.2.3");
    check(&[0x00, 0x00], "section 2.2.1");
    check(&[0xF0, 0x00], "section 2.2.1");
    check(
        &[0x36, 0x05, 0x00, 0x01, b'a', 0x00, 0x01],
        "[MQTT-3.3.1-4]",
    );
    check(&[0x30, 0x04, 0x00, 0x02, 0xC3, 0x28], "[MQTT-1.5.3-1]");
    // A surrogate: well-formed as a bit pattern, forbidden as a character.
    check(
        &[0x30, 0x05, 0x00, 0x03, 0xED, 0xA0, 0x80],
        "[MQTT-1.5.3-1]",
    );
    check(&[0x20, 0x02, 0x00, 0x06], "section 3.2.2.3");
    check(&[0x90, 0x02, 0x00, 0x01], "[MQTT-3.8.4-5]");
    check(&[0x90, 0x03, 0x00, 0x01, 0x03], "[MQTT-3.9.3-2]");
    check(
        &[0x82, 0x06, 0x00, 0x01, 0x00, 0x01, b'a', 0x03],
        "[MQTT-3.8.3-4]",
    );
    check(&[0xB0, 0x03, 0x00, 0x01, 0x00], "section 3.11.1");
}

#[test]
fn refused_in_connect() {
    let connect = |name: &[u8; 4], flags, payload: &[u8]| {
        let mut frame = vec![0x10, (10 + payload.len()) as u8, 0, 4];
        frame.extend(name);
        frame.extend([4, flags, 0, 60]);
        frame.extend(payload);
        frame
    };
    check(&connect(b"mqtt", 2, &[0, 1, b'd']), "[MQTT-3.1.2-1]");
    check(&connect(b"MQTT", 0x22, &[0, 1, b'd']), "[MQTT-3.1.2-11]");
    check(&connect(b"MQTT", 0x0A, &[0, 1, b'd']), "[MQTT-3.1.2-11]");
    check(
        &connect(b"MQTT", 0x1E, &[0, 1, b'd', 0, 1, b't', 0, 0]),
        "[MQTT-3.1.2-14]",
    );
    // The flags promise a will, a user name, a password: they must come.
    check(&connect(b"MQTT", 0x06, &[0, 1, b'd']), "section 2.2.3");
    check(&connect(b"MQTT", 0x82, &[0, 1, b'd']), "section 2.2.3");
    check(
        &connect(b"MQTT", 0xC2, &[0, 1, b'd', 0, 1, b'u']),
        "section 2.2.3",
    );
}

#[test]
fn mqtt_3_1_is_named_by_its_level() {
    let mut frame = vec![0x10, 15, 0, 6];
    frame.extend(b"MQIsdp");
    frame.extend([3, 2, 0, 60, 0, 1, b'd']);
    let refused = Packet::decode(&frame);
    assert_eq!(
        refused,
        Err(DecodeError::UnsupportedProtocolLevel { level: 3 })
    );
    assert_eq!(dissect(&frame).problems.len(), 1);
}

#[test]
fn a_version_is_refused_before_anything_that_follows_it() {
    // MQTT 5 with properties: in the layout of 3.1.1 nothing here would fit.
    let mut frame = vec![0x10, 19, 0, 4];
    frame.extend(b"MQTT");
    frame.extend([5, 2, 0, 60, 5, 0x11, 0, 0, 0, 10, 0, 1, b'd']);
    frame[1] = (frame.len() - 2) as u8;
    let refused = Packet::decode(&frame);
    assert_eq!(
        refused,
        Err(DecodeError::UnsupportedProtocolLevel { level: 5 })
    );
    let kinds: Vec<ProblemKind> = dissect(&frame).problems.iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [ProblemKind::UnsupportedProtocolLevel { level: 5 }]);
}

#[test]
fn a_server_can_tell_why_an_empty_client_id_is_refused() {
    let mut frame = vec![0x10, 12, 0, 4];
    frame.extend(b"MQTT");
    frame.extend([4, 0, 0, 60, 0, 0]);
    match Packet::decode(&frame) {
        Err(DecodeError::Malformed(problem)) => {
            assert_eq!(problem.kind, ProblemKind::EmptyClientIdWithoutCleanSession);
            assert_eq!(problem.bytes, 12..14);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn allowed_although_odd() {
    // A remaining length in more bytes than it needs: only MQTT 5 forbids that.
    assert_eq!(Packet::decode(&[0xC0, 0x80, 0x00]), Ok(Packet::Pingreq));
    let padded = Packet::decode(&[0x40, 0x82, 0x80, 0x00, 0x00, 0x07]);
    assert_eq!(padded, Ok(Packet::Puback { packet_id: 7 }));
    // Levels may be empty; U+FEFF is a character like others ([MQTT-1.5.3-3]).
    assert!(Packet::decode(&[0x30, 0x04, 0x00, 0x02, b'/', b'/']).is_ok());
    assert!(Packet::decode(&[0x30, 0x05, 0x00, 0x03, 0xEF, 0xBB, 0xBF]).is_ok());
    for filter in [
        "#",
        "+",
        "/",
        "+/+",
        "a/#",
        "/+/#",
        "$dps/registrations/res/#",
    ] {
        let mut frame = vec![0x82, (5 + filter.len()) as u8, 0, 1, 0, filter.len() as u8];
        frame.extend(filter.bytes());
        frame.push(1);
        assert!(Packet::decode(&frame).is_ok(), "{filter}");
    }
}

#[test]
fn a_padded_connect_keeps_its_login() {
    let mut frame = vec![0x10, 0x93, 0x80, 0x00, 0, 4];
    frame.extend(b"MQTT");
    frame.extend([4, 0xC2, 0, 60, 0, 1, b'd', 0, 1, b'u', 0, 1, 0xFF]);
    match Packet::decode(&frame) {
        Ok(Packet::Connect(connect)) => {
            assert_eq!(connect.client_id, "d");
            assert_eq!(connect.username.as_deref(), Some("u"));
            assert_eq!(connect.password.as_deref(), Some(&[0xFF][..]));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_password_is_not_for_logs() {
    let mut frame = vec![0x10, 23, 0, 4];
    frame.extend(b"MQTT");
    frame.extend([4, 0xC2, 0, 60, 0, 1, b'd', 0, 1, b'u', 0, 5]);
    frame.extend(b"token");
    let packet = Packet::decode(&frame).expect("a valid packet");
    let shown = format!("{packet:?}");
    assert!(shown.contains("redacted"), "{shown}");
    assert!(
        !shown.contains("token") && !shown.contains("116"),
        "{shown}"
    );
}

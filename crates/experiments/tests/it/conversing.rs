//! A conversation with a service that says odd things.

use std::time::Duration;

use device_session::{Action, Direction};
use experiments::{Conversation, Ending, PATIENCE, Until};
use mqtt_wire::{Connack, Packet, Publish, QoS};

fn message(topic: &str, payload: &str, qos: QoS) -> Vec<u8> {
    let publish = Publish {
        topic: topic.to_owned(),
        payload: payload.as_bytes().to_vec(),
        qos,
        retain: false,
        dup: false,
        packet_id: (qos != QoS::AtMostOnce).then_some(7),
    };
    Packet::Publish(publish).encode().unwrap()
}

fn sent(actions: &[Action]) -> Vec<Packet> {
    let sent = actions.iter().filter_map(|action| match action {
        Action::Send(bytes) => Some(Packet::decode(bytes).unwrap()),
        _ => None,
    });
    sent.collect()
}

#[test]
fn an_answer_lets_the_next_packet_go_and_silence_does_after_a_while() {
    let mut conversation = Conversation::default();
    let now = Duration::from_secs(5);
    conversation.send(now, vec![0xc0, 0], Until::Comes("PINGRESP"));
    assert_eq!(conversation.ready_at(false), Some(now + PATIENCE));
    conversation.receive(now, &Packet::Pingresp.encode().unwrap());
    assert!(conversation.ready_at(false).unwrap() <= now);
}

#[test]
fn only_the_patient_wait_as_long_as_was_asked_for() {
    let mut conversation = Conversation::default();
    let answer = message(
        "$dps/registrations/res/202/?$rid=1&retry-after=3",
        r#"{"operationId":"4.x","status":"assigning"}"#,
        QoS::AtMostOnce,
    );
    conversation.receive(Duration::from_secs(1), &answer);
    assert_eq!(conversation.ready_at(false), Some(Duration::ZERO));
    assert_eq!(conversation.ready_at(true), Some(Duration::from_secs(4)));
    assert_eq!(conversation.operation_id(), Some("4.x"));
    assert_eq!(conversation.ending(), Ending::StillAssigning);
}

#[test]
fn what_comes_with_qos_1_is_acknowledged_and_logged_in_order() {
    let mut conversation = Conversation::default();
    let answer = message("$dps/registrations/res/429/?$rid=1", "{}", QoS::AtLeastOnce);
    let actions = conversation.receive(Duration::ZERO, &answer);
    assert_eq!(sent(&actions), [Packet::Puback { packet_id: 7 }]);
    let logged: Vec<_> = actions
        .iter()
        .filter_map(|action| match action {
            Action::Log(logged) => Some((logged.direction, logged.kind())),
            _ => None,
        })
        .collect();
    assert_eq!(
        logged,
        [
            (Direction::Received, "PUBLISH"),
            (Direction::Sent, "PUBACK")
        ]
    );
    assert_eq!(conversation.ending(), Ending::Error);
}

#[test]
fn a_refusal_counts_more_than_the_end_that_follows_it() {
    let mut conversation = Conversation::default();
    let connack = Packet::Connack(Connack {
        session_present: false,
        code: 4,
    });
    conversation.receive(Duration::ZERO, &connack.encode().unwrap());
    conversation.closed();
    assert_eq!(conversation.ending(), Ending::Refused(4));
    assert_eq!(conversation.ready_at(false), None);
    assert_eq!(
        conversation.send(Duration::ZERO, vec![0xc0, 0], Until::AtOnce),
        []
    );
}

#[test]
fn a_stream_that_is_none_ends_the_conversation() {
    let mut conversation = Conversation::default();
    let actions = conversation.receive(Duration::ZERO, &[0x30, 0xff, 0xff, 0xff, 0xff, 1]);
    assert_eq!(actions.last(), Some(&Action::Close));
    assert!(conversation.is_over());
    assert_eq!(conversation.answers().len(), 1);
}

#[test]
fn what_is_sent_at_once_is_logged_packet_by_packet() {
    let mut conversation = Conversation::default();
    let bytes = vec![0xc0, 0, 0xe0, 0, 0x30, 9, 1];
    let actions = conversation.send(Duration::ZERO, bytes.clone(), Until::AtOnce);
    let logged: Vec<_> = actions
        .iter()
        .filter_map(|action| match action {
            Action::Log(logged) => Some((logged.kind(), logged.bytes.len())),
            _ => None,
        })
        .collect();
    assert_eq!(
        logged,
        [("PINGREQ", 2), ("DISCONNECT", 2), ("unreadable", 3)]
    );
    assert_eq!(actions.last(), Some(&Action::Send(bytes)));
}

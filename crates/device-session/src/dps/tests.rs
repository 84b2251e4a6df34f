use std::time::Duration;

use dps_protocol::registration::{Limit, State};
use mqtt_wire::{Publish, QoS};
use proptest::prelude::*;

use super::*;
use crate::script::{bytes, connack, delivery, puback, sent, suback, told};
use crate::{Direction, MAX_RECEIVED_PACKET_BYTES};

const RESPONSE: &str = "$dps/registrations/res/";
const ASSIGNING: &str = r#"{"operationId":"4.ab.cd","status":"assigning"}"#;
const ASSIGNED: &str = r#"{"operationId":"4.ab.cd","status":"assigned","registrationState":{
    "assignedHub":"contoso.azure-devices.net","deviceId":"dev1","substatus":"initialAssignment"}}"#;

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn settings() -> Settings {
    Settings::new("0ne00C0FFEE", "dev1", "2019-03-31", None)
}

fn answer(tail: &str, body: &str) -> Vec<u8> {
    delivery(QoS::AtLeastOnce, &format!("{RESPONSE}{tail}"), body)
}

/// A session that has sent the stage and waits for its answer.
fn awaiting(stage: Stage) -> DpsSession {
    let mut session = DpsSession::new(settings());
    let answers = [
        connack(0),
        suback(1, 1),
        answer("202/?$rid=1&retry-after=0", ASSIGNING),
    ];
    for (reached, answer) in Stage::ALL
        .into_iter()
        .zip(answers.into_iter().chain([Vec::new()]))
    {
        session.perform(at(0));
        if reached == stage {
            break;
        }
        session.receive(at(0), &answer);
    }
    assert_eq!(session.registration().state().awaits(), Some(stage));
    session
}

#[test]
fn a_registration_is_spoken_in_mqtt() {
    let mut session = DpsSession::new(settings());

    let actions = session.perform(at(0));
    let Packet::Connect(connect) = sent(&actions) else {
        panic!()
    };
    assert_eq!(connect.client_id, "dev1");
    assert_eq!(
        connect.username.as_deref(),
        Some("0ne00C0FFEE/registrations/dev1/api-version=2019-03-31")
    );
    assert_eq!((connect.password, connect.will), (None, None));
    assert!(connect.clean_session);
    assert_eq!(told(&session.receive(at(0), &connack(0))), ["< CONNACK"]);

    let actions = session.perform(at(0));
    let Packet::Subscribe(subscribe) = sent(&actions) else {
        panic!()
    };
    assert_eq!(subscribe.packet_id, 1);
    assert_eq!(
        subscribe.filters,
        [("$dps/registrations/res/#".to_owned(), QoS::AtLeastOnce)]
    );
    assert_eq!(told(&session.receive(at(0), &suback(1, 1))), ["< SUBACK"]);

    let actions = session.perform(at(0));
    let Packet::Publish(publish) = sent(&actions) else {
        panic!()
    };
    assert_eq!(
        publish,
        Publish {
            topic: "$dps/registrations/PUT/iotdps-register/?$rid=1".to_owned(),
            payload: br#"{"registrationId":"dev1"}"#.to_vec(),
            qos: QoS::AtLeastOnce,
            retain: false,
            dup: false,
            packet_id: Some(2),
        }
    );
    assert_eq!(told(&session.receive(at(0), &puback(2))), ["< PUBACK"]);
    let actions = session.receive(at(0), &answer("202/?$rid=1&retry-after=3", ASSIGNING));
    assert_eq!(told(&actions), ["< PUBLISH", "> PUBACK"]);
    assert_eq!(sent(&actions), Packet::Puback { packet_id: 2 });

    assert_eq!(told(&session.perform(at(1))), [""; 0]);
    assert_eq!(session.wake_at(), Some(at(3)));
    assert_eq!(told(&session.tick(at(3))), [""; 0]);
    let Packet::Publish(publish) = sent(&session.perform(at(3))) else {
        panic!()
    };
    assert_eq!(publish.packet_id, Some(3));
    assert_eq!(publish.payload, b"");

    let actions = session.receive(
        at(4),
        &[puback(3), answer("200/?$rid=2", ASSIGNED)].concat(),
    );
    assert_eq!(
        told(&actions),
        [
            "< PUBACK",
            "< PUBLISH",
            "> PUBACK",
            "> DISCONNECT",
            "close",
            "finished"
        ]
    );
    assert!(matches!(session.outcome(), Some(Outcome::Assigned { .. })));
    assert_eq!((session.ready(at(5)), session.wake_at()), (None, None));
}

#[test]
fn what_is_logged_can_be_read() {
    let mut session = awaiting(Stage::Register);
    let actions = session.receive(at(7), &answer("401/?$rid=1", "{}"));
    let Action::Log(logged) = &actions[0] else {
        panic!()
    };
    assert_eq!((logged.direction, logged.at), (Direction::Received, at(7)));
    assert_eq!(logged.bytes, answer("401/?$rid=1", "{}"));
    assert_eq!(logged.kind(), "PUBLISH");
    assert_eq!(logged.topic(), Some("$dps/registrations/res/401/?$rid=1"));
    assert_eq!(logged.payload(), Some(&b"{}"[..]));
    let Action::Log(puback) = &actions[1] else {
        panic!()
    };
    assert_eq!(
        (puback.kind(), puback.topic(), puback.payload()),
        ("PUBACK", None, None)
    );
}

#[test]
fn every_quality_of_service_is_acknowledged_as_it_must_be() {
    for (qos, expected) in [
        (QoS::AtMostOnce, &["< PUBLISH"][..]),
        (QoS::AtLeastOnce, &["< PUBLISH", "> PUBACK"]),
        (QoS::ExactlyOnce, &["< PUBLISH", "> PUBREC"]),
    ] {
        let mut session = awaiting(Stage::Register);
        let message = delivery(
            qos,
            "$dps/registrations/res/202/?$rid=1&retry-after=3",
            ASSIGNING,
        );
        assert_eq!(told(&session.receive(at(0), &message)), expected);
        assert_eq!(session.wake_at(), Some(at(3)));
        let released = session.receive(at(0), &bytes(Packet::Pubrel { packet_id: 2 }));
        assert_eq!(told(&released), ["< PUBREL", "> PUBCOMP"]);
    }
}

#[test]
fn a_refused_connection_is_not_said_goodbye_to() {
    let mut session = awaiting(Stage::Connect);
    assert_eq!(
        told(&session.receive(at(1), &connack(3))),
        ["< CONNACK", "close", "finished"]
    );
    assert_eq!(
        session.outcome(),
        Some(&Outcome::ConnackRefused { code: 3 })
    );
}

#[test]
fn a_refused_subscription_is() {
    let mut session = awaiting(Stage::Subscribe);
    let actions = session.receive(at(1), &suback(1, 0x80));
    assert_eq!(
        told(&actions),
        ["< SUBACK", "> DISCONNECT", "close", "finished"]
    );
    assert_eq!(session.outcome(), Some(&Outcome::SubscribeRefused));
}

#[test]
fn a_suback_to_another_subscribe_is_not_ours() {
    let mut session = awaiting(Stage::Subscribe);
    assert_eq!(told(&session.receive(at(1), &suback(9, 1))), ["< SUBACK"]);
    assert_eq!(
        session.registration().state().awaits(),
        Some(Stage::Subscribe)
    );
}

#[test]
fn closed_and_cancelled_at_every_stage() {
    for stage in Stage::ALL {
        let mut session = awaiting(stage);
        let during = *session.registration().state();
        assert_eq!(told(&session.closed(at(1))), ["finished"], "{stage:?}");
        assert_eq!(session.outcome(), Some(&Outcome::Closed { during }));
        assert_eq!(session.closed(at(2)), []);

        let mut session = awaiting(stage);
        let goodbye: &[&str] = match stage {
            Stage::Connect => &["close", "finished"],
            _ => &["> DISCONNECT", "close", "finished"],
        };
        assert_eq!(told(&session.cancel(at(1))), goodbye, "{stage:?}");
        assert_eq!(session.outcome(), Some(&Outcome::Cancelled));
        assert_eq!(session.cancel(at(2)), []);
        assert_eq!(told(&session.receive(at(3), &connack(0))), ["< CONNACK"]);
        assert_eq!(session.tick(at(9999)), []);
    }
}

#[test]
fn a_missing_answer_ends_by_time() {
    let mut session = awaiting(Stage::Register);
    assert_eq!(session.wake_at(), Some(at(30)));
    assert_eq!(
        told(&session.tick(at(30))),
        ["> DISCONNECT", "close", "finished"]
    );
    assert!(matches!(
        session.outcome(),
        Some(Outcome::TimedOut {
            during: State::Awaiting {
                stage: Stage::Register,
                ..
            },
            limit: Limit::Answer
        })
    ));
}

#[test]
fn silence_is_broken_by_pings() {
    let mut session = DpsSession::new(settings());
    session.perform(at(0));
    assert_eq!(
        session.wake_at(),
        Some(at(30)),
        "no ping before the CONNACK"
    );
    session.receive(at(1), &connack(0));
    assert_eq!(session.wake_at(), Some(at(45)));
    assert_eq!(told(&session.tick(at(44))), [""; 0]);
    assert_eq!(told(&session.tick(at(45))), ["> PINGREQ"]);
    assert_eq!(
        told(&session.receive(at(45), &bytes(Packet::Pingresp))),
        ["< PINGRESP"]
    );
    assert_eq!(session.wake_at(), Some(at(90)));
    session.perform(at(50));
    session.receive(at(50), &suback(1, 1));
    assert_eq!(session.wake_at(), Some(at(95)));
}

#[test]
fn without_keep_alive_there_are_no_pings() {
    let mut session = DpsSession::new(settings());
    session
        .registration_mut()
        .settings_mut()
        .connect
        .keep_alive_secs = 0;
    session.perform(at(0));
    session.receive(at(0), &connack(0));
    assert_eq!(session.wake_at(), None);
    assert_eq!(session.tick(at(9999)), []);
}

#[test]
fn what_no_packet_can_carry_is_not_sent() {
    let mut session = DpsSession::new(settings());
    session.perform(at(0));
    session.receive(at(0), &connack(0));
    session.registration_mut().settings_mut().filter = "a#".to_owned();
    assert_eq!(
        told(&session.perform(at(0))),
        ["> DISCONNECT", "close", "finished"]
    );
    assert!(matches!(
        session.outcome(),
        Some(Outcome::Unsendable {
            stage: Stage::Subscribe,
            ..
        })
    ));
}

#[test]
fn a_server_that_speaks_something_else_is_hung_up_on() {
    for (garbage, kind) in [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><body>no</body></html>".to_vec(), "< unreadable"),
        (bytes(Packet::Pingreq), "< PINGREQ"),
        (vec![0x20, 2, 0, 9], "< unreadable"),
        (vec![0x30, 0xff, 0xff, 0xff, 0xff, 1], "< unreadable"),
    ] {
        let mut session = awaiting(Stage::Connect);
        assert_eq!(told(&session.receive(at(1), &garbage)), [kind, "close", "finished"]);
        let Some(Outcome::Garbled { why }) = session.outcome() else { panic!() };
        assert!(!why.is_empty());
    }
}

#[test]
fn a_packet_that_is_too_large_is_not_waited_for() {
    let mut session = awaiting(Stage::Register);
    let mut header = vec![0x30];
    let mut length = MAX_RECEIVED_PACKET_BYTES;
    while length > 0 {
        let more = if length > 127 { 0x80 } else { 0 };
        header.push(u8::try_from(length % 128).unwrap() | more);
        length /= 128;
    }
    assert_eq!(
        told(&session.receive(at(1), &header)),
        ["< unreadable", "close", "finished"]
    );
    assert!(matches!(session.outcome(), Some(Outcome::Garbled { .. })));
}

#[test]
fn what_came_before_the_garbage_counts() {
    let mut session = awaiting(Stage::Register);
    let bytes = [answer("200/?$rid=1", ASSIGNED), vec![0xff, 0]].concat();
    session.receive(at(1), &bytes);
    assert!(matches!(session.outcome(), Some(Outcome::Assigned { .. })));
}

proptest! {
    #[test]
    fn the_stream_may_be_split_anywhere(cuts in prop::collection::vec(1_usize..20, 1..40)) {
        let mut session = awaiting(Stage::Register);
        let stream = [puback(2), answer("200/?$rid=1", ASSIGNED)].concat();
        let mut rest = &stream[..];
        let mut actions = Vec::new();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() { break; }
            let (piece, later) = rest.split_at(rest.len().min(*cut));
            actions.extend(session.receive(at(1), piece));
            rest = later;
        }
        prop_assert_eq!(
            told(&actions),
            ["< PUBACK", "< PUBLISH", "> PUBACK", "> DISCONNECT", "close", "finished"]
        );
    }

    #[test]
    fn no_bytes_panic(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..16), 0..8)) {
        for stage in Stage::ALL {
            let mut session = awaiting(stage);
            for piece in &pieces {
                session.receive(at(1), piece);
            }
            session.closed(at(2));
            prop_assert!(session.outcome().is_some());
        }
    }
}

use dps_protocol::topics;
use mqtt_wire::{Connack, Connect, Publish, QoS, Suback, Subscribe};

use super::*;
use crate::journey::{ConnectionFacts, LinkFailure};
use crate::lesson::StepId;

const ASSIGNED: &str = r#"{"operationId":"4.a","status":"assigned","registrationState":{"assignedHub":"hub.example","deviceId":"press-17","status":"assigned"}}"#;

fn settings() -> Settings {
    Settings::new("0ne00C0FFEE", "press-17", "2019-03-31", None)
}

fn entry(secs: u64, what: What) -> Entry {
    Entry {
        at: Duration::from_secs(secs),
        step: StepId::Connect,
        purpose: Purpose::Dps,
        what,
    }
}

fn packet(secs: u64, direction: Direction, packet: Packet) -> Entry {
    entry(
        secs,
        What::Packet(LoggedPacket {
            direction,
            at: Duration::from_secs(secs),
            bytes: packet.encode().unwrap(),
            packet: Ok(packet),
        }),
    )
}

fn message(topic: &str, payload: &str) -> Packet {
    Packet::Publish(Publish {
        topic: topic.to_owned(),
        payload: payload.as_bytes().to_vec(),
        qos: QoS::AtLeastOnce,
        retain: false,
        dup: false,
        packet_id: Some(1),
    })
}

/// Up to the first 202, all in the second 1.
fn beginning() -> Vec<Entry> {
    let connect = Packet::Connect(Connect {
        client_id: "press-17".to_owned(),
        username: None,
        password: None,
        clean_session: true,
        keep_alive_secs: 60,
        will: None,
    });
    let connack = Packet::Connack(Connack {
        session_present: false,
        code: 0,
    });
    let subscribe = Packet::Subscribe(Subscribe {
        packet_id: 1,
        filters: vec![(topics::RESPONSE_FILTER.to_owned(), QoS::AtLeastOnce)],
    });
    let suback = Packet::Suback(Suback {
        packet_id: 1,
        codes: vec![1],
    });
    let assigning = message(
        "$dps/registrations/res/202/?$rid=1&retry-after=3",
        r#"{"operationId":"4.a","status":"assigning"}"#,
    );
    use Direction::{Received, Sent};
    vec![
        entry(1, What::Opened(ConnectionFacts::default())),
        packet(1, Sent, connect),
        packet(1, Received, connack),
        packet(1, Sent, subscribe),
        packet(1, Received, suback),
        packet(1, Sent, message(&topics::register("1"), "")),
        packet(1, Received, Packet::Puback { packet_id: 1 }),
        packet(1, Received, assigning),
    ]
}

fn whole() -> Trace {
    let rest = [
        packet(
            4,
            Direction::Sent,
            message(&topics::operation_status("2", "4.a"), ""),
        ),
        packet(
            4,
            Direction::Received,
            message("$dps/registrations/res/200/?$rid=2", ASSIGNED),
        ),
        packet(4, Direction::Sent, Packet::Disconnect),
        entry(4, What::Closed(None)),
    ];
    beginning().into_iter().chain(rest).collect()
}

#[test]
fn every_moment_is_what_the_device_knew_then() {
    let trace = whole();
    let mut replay = Replay::new(settings(), &trace);
    let mut words = |entry| replay.at(&trace, entry).unwrap().words();
    assert_eq!(words(0), "ready to connect");
    assert_eq!(words(1), "waiting for the CONNACK");
    assert_eq!(words(2), "connected, ready to subscribe");
    assert_eq!(words(5), "waiting for the answer to the registration");
    assert_eq!(words(6), "waiting for the answer to the registration");
    assert_eq!(words(7), "waiting as long as the service asked for");
    assert_eq!(words(8), "waiting for the answer to the poll");
    assert_eq!(words(9), "over: assigned to hub.example");
    assert_eq!(words(11), "over: assigned to hub.example");
    // And back.
    assert_eq!(words(2), "connected, ready to subscribe");
}

#[test]
fn names_are_known_from_when_they_were_told() {
    let trace = whole();
    let mut replay = Replay::new(settings(), &trace);
    let mut at = |entry| replay.at(&trace, entry).unwrap();
    let names = |moment: Moment| (moment.request_id, moment.operation_id);
    assert_eq!(names(at(4)), (None, None));
    assert_eq!(names(at(5)), (Some("1".to_owned()), None));
    assert_eq!(names(at(7)), (Some("1".to_owned()), Some("4.a".to_owned())));
    assert_eq!(names(at(8)), (Some("2".to_owned()), Some("4.a".to_owned())));
    assert_eq!(at(7).next_in_words().as_deref(), Some("in 3.00 s"));
    assert_eq!(at(8).next_in_words(), None);
}

#[test]
fn a_lost_connection_and_a_time_out_are_told_apart() {
    let failure = LinkFailure {
        code: "practice_closed".to_owned(),
        detail: String::new(),
        alert: None,
    };
    let check = |last: Entry, expected: &str| {
        let trace: Trace = beginning().into_iter().take(6).chain([last]).collect();
        let mut replay = Replay::new(settings(), &trace);
        assert_eq!(replay.at(&trace, 6).unwrap().words(), expected);
    };
    check(
        entry(2, What::Closed(Some(failure))),
        "over: the connection ended",
    );
    check(entry(2, What::Closed(None)), "over: stopped");
    check(
        entry(600, What::Closed(None)),
        "over: an answer did not come in time",
    );
}

#[test]
fn far_into_a_long_session_it_is_the_same_as_near_its_beginning() {
    let more = (0..10_000).map(|_| packet(1, Direction::Received, Packet::Pingresp));
    let trace: Trace = beginning().into_iter().chain(more).collect();
    let mut replay = Replay::new(settings(), &trace);
    let near = replay.at(&trace, 7).unwrap();
    let far = replay.at(&trace, 10_007).unwrap();
    assert_eq!(far, near);
    assert_eq!(replay.kept.len(), 10_007 / BETWEEN + 1);
    assert_eq!(replay.at(&trace, 10_008), None);
}

#[test]
fn another_run_needs_another_replay() {
    let mut trace = whole();
    let replay = Replay::new(settings(), &trace);
    assert!(replay.is_of(&settings(), &trace));
    trace.clear();
    assert!(!replay.is_of(&settings(), &trace));
}

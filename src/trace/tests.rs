use std::time::Duration;

use device_session::{Direction, LoggedPacket};
use mqtt_wire::{Connack, Packet, Publish, QoS};

use super::*;
use crate::journey::Purpose;

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
        qos: QoS::AtMostOnce,
        retain: false,
        dup: false,
        packet_id: None,
    })
}

fn entry(what: What) -> Entry {
    Entry {
        at: Duration::ZERO,
        step: StepId::Connect,
        purpose: Purpose::Dps,
        what,
    }
}

#[test]
fn a_step_has_its_packet() {
    let packet = |step, packet| Entry {
        at: Duration::ZERO,
        step,
        purpose: Purpose::Dps,
        what: What::Packet(logged(packet)),
    };
    let trace: Trace = [
        Entry {
            at: Duration::ZERO,
            step: StepId::Trust,
            purpose: Purpose::Dps,
            what: What::Closed(None),
        },
        packet(StepId::Connect, publish("connect", "")),
        packet(
            StepId::Connect,
            Packet::Connack(Connack {
                session_present: false,
                code: 0,
            }),
        ),
        packet(StepId::Register, Packet::Puback { packet_id: 1 }),
        packet(StepId::Register, publish("t", "")),
        packet(StepId::Assigned, Packet::Disconnect),
    ]
    .into_iter()
    .collect();
    let check = |step, expected| assert_eq!(trace.about(step, false), expected, "{step:?}");
    check(Some(StepId::Identity), Some(1));
    check(Some(StepId::Connect), Some(1));
    check(Some(StepId::Subscribe), Some(2));
    check(Some(StepId::Register), Some(4));
    check(Some(StepId::Assigned), Some(4));
    check(None, Some(4));
    assert_eq!(trace.about(Some(StepId::Connect), true), Some(2));
    assert_eq!(Trace::default().about(Some(StepId::Connect), false), None);
}

#[test]
fn rows_are_found_by_where_they_are() {
    let fault = What::Fault {
        id: "connack_3".to_owned(),
        title: String::new(),
    };
    let trace: Trace = [
        entry(What::Closed(None)),
        entry(What::Packet(logged(Packet::Pingreq))),
        entry(fault),
        entry(What::Packet(logged(publish("t", "")))),
        entry(What::Packet(logged(publish("t", "{}")))),
    ]
    .into_iter()
    .collect();
    let rows: Vec<_> = trace
        .rows()
        .iter()
        .map(|row| (row.entry, row.top, row.lines))
        .collect();
    assert_eq!(rows, [(1, 0, 1), (2, 5, 2), (3, 13, 2), (4, 21, 3)]);
    assert_eq!(trace.height(), 32);
    let check = |top, bottom, expected| assert_eq!(trace.rows_between(top, bottom), expected);
    check(0, 0, 0..0);
    check(0, 5, 0..1);
    check(4, 6, 0..2);
    check(5, 13, 1..2);
    check(12, 1000, 1..4);
    check(1000, 2000, 4..4);
    assert_eq!(trace.row_of(3), Some(2));
    assert_eq!(trace.row_of(0), None);
    assert_eq!(trace.packet_number(2), None, "a fault is no packet");
    assert_eq!(trace.packet_number(4), Some(3));
}

#[test]
fn another_run_is_told_from_the_one_before() {
    let mut trace: Trace = [entry(What::Packet(logged(Packet::Pingreq)))]
        .into_iter()
        .collect();
    let run = trace.run();
    trace.clear();
    assert_ne!(trace.run(), run);
    assert!(trace.is_empty() && trace.rows().is_empty() && trace.packets().is_empty());
    assert_eq!(trace.about(None, false), None);
}

#[test]
fn a_little_more_is_drawn_than_is_seen() {
    assert_eq!(widened(&(0..10), 18), 0..18);
    assert_eq!(widened(&(100..110), 10_000), 72..136);
    assert_eq!(
        widened(&(101..110), 10_000),
        72..136,
        "no other rows for one"
    );
    assert_eq!(widened(&(9_995..10_000), 10_000), 9_968..10_000);
    assert_eq!(widened(&(5..5), 0), 0..0);
}

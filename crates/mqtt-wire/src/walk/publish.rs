//! PUBLISH (section 3.3).

use super::record::{Bits, Value};
use super::{Step, Walk};
use crate::problem::ProblemKind;

/// The first byte of a PUBLISH, the only one whose flags carry meaning.
pub(super) fn first_byte(walk: &mut Walk<'_>, first: u8, kind: Bits<'_>) {
    let qos = qos(first);
    let meaning = match qos {
        0 => "at most once",
        1 => "at least once",
        2 => "exactly once",
        _ => "reserved",
    };
    let dup = first & 0x08 != 0;
    let bits = [
        kind,
        ("DUP", 0x08, Value::Flag(dup)),
        ("QoS", 0x06, Value::Meaning(qos.into(), meaning)),
        ("RETAIN", 0x01, Value::Flag(first & 0x01 != 0)),
    ];
    walk.byte_of_bits("Packet type and flags", Value::None, &bits);
    if qos == 3 {
        walk.report(0..1, ProblemKind::QosReserved);
    }
    if qos == 0 && dup {
        walk.report(0..1, ProblemKind::DupWithoutQos);
    }
}

pub(super) fn publish(walk: &mut Walk<'_>) -> Step<()> {
    walk.open("Variable header");
    walk.topic_name("Topic name")?;
    if qos(walk.byte_at(0)) != 0 {
        walk.packet_id("PUBLISH")?;
    }
    walk.close(Value::None);
    walk.rest("Payload");
    Some(())
}

fn qos(first: u8) -> u8 {
    first >> 1 & 3
}

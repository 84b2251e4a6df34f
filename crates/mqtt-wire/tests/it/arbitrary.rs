//! Arbitrary packets, and arbitrary bytes that are nearly packets.

use mqtt_wire::{Connack, Connect, Packet, Publish, QoS, Suback, Subscribe, Unsubscribe, Will};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Any packet that MQTT 3.1.1 allows.
pub(crate) fn packet() -> impl Strategy<Value = Packet> {
    let id = || 1..=u16::MAX;
    prop_oneof![
        6 => connect().prop_map(Packet::Connect),
        2 => connack().prop_map(Packet::Connack),
        6 => publish().prop_map(Packet::Publish),
        1 => id().prop_map(|packet_id| Packet::Puback { packet_id }),
        1 => id().prop_map(|packet_id| Packet::Pubrec { packet_id }),
        1 => id().prop_map(|packet_id| Packet::Pubrel { packet_id }),
        1 => id().prop_map(|packet_id| Packet::Pubcomp { packet_id }),
        3 => (id(), vec((filter(), qos()), 1..4))
            .prop_map(|(packet_id, filters)| Packet::Subscribe(Subscribe { packet_id, filters })),
        2 => (id(), vec(prop_oneof![0..=2u8, Just(0x80)], 1..5))
            .prop_map(|(packet_id, codes)| Packet::Suback(Suback { packet_id, codes })),
        2 => (id(), vec(filter(), 1..4))
            .prop_map(|(packet_id, filters)| Packet::Unsubscribe(Unsubscribe { packet_id, filters })),
        1 => id().prop_map(|packet_id| Packet::Unsuback { packet_id }),
        1 => Just(Packet::Pingreq),
        1 => Just(Packet::Pingresp),
        1 => Just(Packet::Disconnect),
    ]
}

/// Bytes of every kind: noise, well-framed noise, and packets with a few bytes changed.
pub(crate) fn nearly_a_packet() -> impl Strategy<Value = Vec<u8>> {
    let framed = (any::<u8>(), vec(any::<u8>(), 0..40)).prop_map(|(first, body)| {
        let mut bytes = vec![first, body.len() as u8];
        bytes.extend(body);
        bytes
    });
    // Low bytes are likely lengths, types and levels, so more of this noise is understood.
    let low = (1..15u8, vec(0..6u8, 0..24)).prop_map(|(kind, body)| {
        let flags = if matches!(kind, 6 | 8 | 10) { 2 } else { 0 };
        let mut bytes = vec![kind << 4 | flags, body.len() as u8];
        bytes.extend(body);
        bytes
    });
    let changed = (
        packet(),
        vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..4),
    )
        .prop_map(|(packet, changes)| {
            let mut bytes = packet.encode().expect("a valid packet");
            for (index, byte, how) in changes {
                if bytes.is_empty() {
                    break;
                }
                let index = index.index(bytes.len());
                match how {
                    0 => bytes[index] = byte,
                    1 => bytes[index] ^= 1 << (byte & 7),
                    2 => bytes.truncate(index),
                    _ => bytes.insert(index, byte),
                }
            }
            bytes
        });
    prop_oneof![vec(any::<u8>(), 0..60), framed, low, changed]
}

fn qos() -> impl Strategy<Value = QoS> {
    prop_oneof![
        Just(QoS::AtMostOnce),
        Just(QoS::AtLeastOnce),
        Just(QoS::ExactlyOnce)
    ]
}

fn connect() -> impl Strategy<Value = Connect> {
    let will =
        (topic(), payload(), qos(), any::<bool>()).prop_map(|(topic, payload, qos, retain)| Will {
            topic,
            payload,
            qos,
            retain,
        });
    let login = option::of((text(), option::of(payload())));
    let rest = (any::<bool>(), any::<u16>(), option::of(will));
    (text(), login, rest).prop_map(
        |(client_id, login, (clean_session, keep_alive_secs, will))| {
            let clean_session = clean_session || client_id.is_empty();
            let (username, password) = match login {
                Some((username, password)) => (Some(username), password),
                None => (None, None),
            };
            Connect {
                client_id,
                username,
                password,
                clean_session,
                keep_alive_secs,
                will,
            }
        },
    )
}

fn connack() -> impl Strategy<Value = Connack> {
    (any::<bool>(), 0..=5u8).prop_map(|(present, code)| {
        let session_present = present && code == 0;
        Connack {
            session_present,
            code,
        }
    })
}

fn publish() -> impl Strategy<Value = Publish> {
    let flags = (qos(), any::<bool>(), any::<bool>(), 1..=u16::MAX);
    (topic(), payload(), flags).prop_map(|(topic, payload, (qos, retain, dup, id))| {
        let acknowledged = qos != QoS::AtMostOnce;
        let (dup, packet_id) = (dup && acknowledged, acknowledged.then_some(id));
        Publish {
            topic,
            payload,
            qos,
            retain,
            dup,
            packet_id,
        }
    })
}

/// Text as MQTT allows it: anything but U+0000.
fn text() -> impl Strategy<Value = String> {
    let odd = prop_oneof![Just('\u{FEFF}'), Just('é'), Just('\u{10FFFF}'), Just('/')];
    let character = prop_oneof![4 => prop::char::range('\u{1}', '\u{7F}'), 1 => odd];
    vec(character, 0..30).prop_map(String::from_iter)
}

fn topic() -> impl Strategy<Value = String> {
    let topic = text().prop_map(|text| text.replace(['#', '+'], "x"));
    topic.prop_map(|topic| {
        if topic.is_empty() {
            "$dps".to_owned()
        } else {
            topic
        }
    })
}

fn filter() -> impl Strategy<Value = String> {
    let level = prop_oneof![topic(), Just("+".to_owned()), Just(String::new())];
    (vec(level, 1..4), any::<bool>()).prop_map(|(mut levels, hash)| {
        if hash || levels.iter().all(String::is_empty) {
            levels.push("#".to_owned());
        }
        levels.join("/")
    })
}

/// Small ones, and now and then one that needs two or three bytes of remaining length.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    let long = (any::<u8>(), 100..20_000usize).prop_map(|(byte, length)| vec![byte; length]);
    prop_oneof![9 => vec(any::<u8>(), 0..40), 1 => long]
}

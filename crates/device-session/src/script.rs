//! Test support: what a server says, and what a session was seen to do.

use mqtt_wire::{Connack, Packet, Publish, QoS, Suback};

use crate::{Action, Direction, LoggedPacket};

pub(crate) fn connack(code: u8) -> Vec<u8> {
    bytes(Packet::Connack(Connack {
        session_present: false,
        code,
    }))
}

pub(crate) fn suback(packet_id: u16, code: u8) -> Vec<u8> {
    bytes(Packet::Suback(Suback {
        packet_id,
        codes: vec![code],
    }))
}

pub(crate) fn puback(packet_id: u16) -> Vec<u8> {
    bytes(Packet::Puback { packet_id })
}

pub(crate) fn delivery(qos: QoS, topic: &str, payload: &str) -> Vec<u8> {
    bytes(Packet::Publish(Publish {
        topic: topic.to_owned(),
        payload: payload.as_bytes().to_vec(),
        qos,
        retain: false,
        dup: false,
        // The service was seen to use 2 for every delivery.
        packet_id: (qos != QoS::AtMostOnce).then_some(2),
    }))
}

pub(crate) fn bytes(packet: Packet) -> Vec<u8> {
    packet.encode().unwrap()
}

/// What was asked for, in a word or two each: `> CONNECT`, `< CONNACK`, `close`, `finished`.
#[track_caller]
pub(crate) fn told(actions: &[Action]) -> Vec<String> {
    let mut told = Vec::new();
    let mut logged: Option<&LoggedPacket> = None;
    for action in actions {
        match action {
            Action::Log(packet) => {
                assert_eq!(logged, None, "logged as sent, but not sent");
                let mark = if packet.direction == Direction::Sent {
                    ">"
                } else {
                    "<"
                };
                told.push(format!("{mark} {}", packet.kind()));
                logged = Some(packet).filter(|packet| packet.direction == Direction::Sent);
            }
            Action::Send(bytes) => {
                assert_eq!(
                    logged.take().map(|packet| &packet.bytes),
                    Some(bytes),
                    "sent unlogged"
                );
            }
            Action::Close => told.push("close".to_owned()),
            Action::Finished => told.push("finished".to_owned()),
        }
    }
    assert_eq!(logged, None, "logged as sent, but not sent");
    told
}

/// The one packet that was sent.
#[track_caller]
pub(crate) fn sent(actions: &[Action]) -> Packet {
    let sent: Vec<&Packet> = actions
        .iter()
        .filter_map(|action| match action {
            Action::Log(packet) if packet.direction == Direction::Sent => {
                packet.packet.as_ref().ok()
            }
            _ => None,
        })
        .collect();
    match sent[..] {
        [packet] => packet.clone(),
        _ => panic!("expected one packet, got {sent:?}"),
    }
}

//! The packets of a registration as they should be, and how they are spoilt.

use dps_protocol::{topics, username};
use mqtt_wire::{Connect, Packet, Publish, QoS, Subscribe};

use crate::experiment::{Move, Names, Until};

/// The API version everybody uses.
pub const API_VERSION: &str = "2019-03-31";

/// Stands for the operation ID until the service has told one.
pub const UNKNOWN_OPERATION: &str = "{operationId}";

/// CONNECT as DPS wants it.
pub const CONNECT: Move = Move {
    title: "CONNECT",
    is_changed: false,
    build: |names| encode(&Packet::Connect(connect(names))),
    until: Until::Comes("CONNACK"),
    is_patient: false,
    needs_operation: false,
};

/// SUBSCRIBE to the answers.
pub const SUBSCRIBE: Move = Move {
    title: "SUBSCRIBE",
    is_changed: false,
    build: |_| subscribe(topics::RESPONSE_FILTER, QoS::AtLeastOnce),
    until: Until::Comes("SUBACK"),
    is_patient: false,
    needs_operation: false,
};

/// The registration.
pub const REGISTER: Move = Move {
    title: "PUBLISH register",
    is_changed: false,
    build: |names| encode(&Packet::Publish(register(names))),
    until: Until::Comes("PUBLISH"),
    is_patient: false,
    needs_operation: false,
};

/// The question how the registration stands.
pub const POLL: Move = Move {
    title: "PUBLISH status?",
    is_changed: false,
    build: |names| {
        let operation_id = names.operation_id.unwrap_or(UNKNOWN_OPERATION);
        let topic = topics::operation_status("2", operation_id);
        encode(&Packet::Publish(publish(&topic, Vec::new(), 3)))
    },
    until: Until::Comes("PUBLISH"),
    is_patient: true,
    needs_operation: true,
};

/// PINGREQ.
pub const PING: Move = Move {
    title: "PINGREQ",
    is_changed: false,
    build: |_| encode(&Packet::Pingreq),
    until: Until::Comes("PINGRESP"),
    is_patient: false,
    needs_operation: false,
};

/// DISCONNECT.
pub const DISCONNECT: Move = Move {
    title: "DISCONNECT",
    is_changed: false,
    build: |_| encode(&Packet::Disconnect),
    until: Until::AtOnce,
    is_patient: false,
    needs_operation: false,
};

/// Everything that can be sent out of turn.
pub const ALL: &[Move] = &[CONNECT, SUBSCRIBE, REGISTER, POLL, PING, DISCONNECT];

/// `ordinary`, but changed.
pub(crate) const fn changed(
    ordinary: Move,
    title: &'static str,
    build: fn(&Names<'_>) -> Vec<u8>,
) -> Move {
    Move {
        title,
        is_changed: true,
        build,
        ..ordinary
    }
}

pub(crate) fn connect(names: &Names<'_>) -> Connect {
    Connect {
        client_id: names.registration_id.to_owned(),
        username: Some(username::format(
            names.id_scope,
            names.registration_id,
            API_VERSION,
        )),
        password: None,
        clean_session: true,
        keep_alive_secs: 60,
        will: None,
    }
}

/// CONNECT, changed in its fields.
pub(crate) fn connect_with(names: &Names<'_>, change: impl FnOnce(&mut Connect)) -> Vec<u8> {
    let mut connect = connect(names);
    change(&mut connect);
    encode(&Packet::Connect(connect))
}

pub(crate) fn subscribe(filter: &str, qos: QoS) -> Vec<u8> {
    encode(&Packet::Subscribe(Subscribe {
        packet_id: 1,
        filters: vec![(filter.to_owned(), qos)],
    }))
}

pub(crate) fn register(names: &Names<'_>) -> Publish {
    let payload = dps_protocol::bodies::register_request(names.registration_id, None);
    publish(&topics::register("1"), payload, 2)
}

/// The registration, changed in its fields.
pub(crate) fn register_with(names: &Names<'_>, change: impl FnOnce(&mut Publish)) -> Vec<u8> {
    let mut publish = register(names);
    change(&mut publish);
    encode(&Packet::Publish(publish))
}

fn publish(topic: &str, payload: Vec<u8>, packet_id: u16) -> Publish {
    Publish {
        topic: topic.to_owned(),
        payload,
        qos: QoS::AtLeastOnce,
        retain: false,
        dup: false,
        packet_id: Some(packet_id),
    }
}

/// A packet of this module, which MQTT knows. (A name of 64 KB, which it does not, becomes nothing.)
pub(crate) fn encode(packet: &Packet) -> Vec<u8> {
    packet.encode().unwrap_or_default()
}

//! A packet of the service in one line.

use dps_protocol::bodies::{ErrorBody, OperationStatus};
use dps_protocol::topics::ResponseTopic;
use mqtt_wire::{Packet, Publish};

/// What stands among the answers when the connection has ended.
pub(crate) const ENDED: &str = "the connection ends";

/// What a packet of the service says, such as `PUBLISH 202, request ID "1", retry-after 3: assigning`. What differs from run to
/// run, identifiers and times, is left out.
pub fn told(packet: &Packet) -> String {
    match packet {
        Packet::Connack(connack) => {
            let meaning = match connack.code {
                0 => "accepted",
                1 => "unacceptable protocol version",
                2 => "identifier rejected",
                3 => "server unavailable",
                4 => "bad user name or password",
                5 => "not authorized",
                _ => "reserved",
            };
            format!("CONNACK {}: {meaning}", connack.code)
        }
        Packet::Suback(suback) => {
            let codes = suback.codes.iter().map(|code| match code {
                0x80 => "refused".to_owned(),
                qos => format!("QoS {qos} granted"),
            });
            format!("SUBACK: {}", codes.collect::<Vec<_>>().join(", "))
        }
        Packet::Publish(publish) => message(publish),
        other => other.name().to_owned(),
    }
}

fn message(publish: &Publish) -> String {
    let Ok(topic) = ResponseTopic::parse(&publish.topic) else {
        return format!("PUBLISH on {}", publish.topic);
    };
    let wait = topic.retry_after_secs;
    let wait = wait.map_or(String::new(), |secs| format!(", retry-after {secs}"));
    let says = match (
        OperationStatus::parse(&publish.payload),
        ErrorBody::parse(&publish.payload),
    ) {
        (Ok(operation), _) => operation.status.as_str().to_owned(),
        (Err(_), Ok(error)) => format!("{} {}", error.error_code, error.message),
        (Err(_), Err(_)) => "a body that says neither how it stands nor what is wrong".to_owned(),
    };
    format!(
        "PUBLISH {}, request ID {:?}{wait}: {says}",
        topic.status, topic.request_id
    )
}

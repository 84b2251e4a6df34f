//! What packet list, sequence diagram and byte view say of a packet: one line, its identity parts, its times.

use std::time::Duration;

use device_session::LoggedPacket;
use dps_protocol::mark::{self, Span};
use dps_protocol::topics::{RequestTopic, ResponseTopic};
use mqtt_wire::Packet;
use wire_layers::tree::{Anatomy, Field};

use crate::journey::Purpose;

/// A packet in a few words: type, and what tells it from others of its type.
pub fn headline(logged: &LoggedPacket) -> String {
    let kind = logged.kind();
    match &logged.packet {
        Ok(Packet::Connect(connect)) => join(kind, &connect.client_id),
        Ok(Packet::Connack(connack)) => {
            let meaning = if connack.code == 0 {
                ", accepted"
            } else {
                ", refused"
            };
            format!("{kind} {}{meaning}", connack.code)
        }
        Ok(Packet::Publish(publish)) => join(kind, &about(&publish.topic)),
        Ok(Packet::Suback(suback)) => {
            let refused = suback.codes.iter().any(|&code| code >= 0x80);
            join(kind, if refused { "refused" } else { "granted" })
        }
        Ok(_) => kind.to_owned(),
        Err(_) => join(kind, "unreadable"),
    }
}

/// What a message on this topic is about.
fn about(topic: &str) -> String {
    if let Ok(response) = ResponseTopic::parse(topic) {
        let status = response.status;
        return match response.retry_after_secs {
            Some(seconds) => format!("{status}, wait {seconds} s"),
            None => status.to_string(),
        };
    }
    match RequestTopic::parse(topic) {
        Ok(RequestTopic::Register { .. }) => "register".to_owned(),
        Ok(RequestTopic::OperationStatus { .. }) => "status?".to_owned(),
        _ if topic.contains("/messages/events") => "first message".to_owned(),
        _ if topic.starts_with("$iothub/twin/") => "twin".to_owned(),
        _ => topic.to_owned(),
    }
}

fn join(kind: &str, more: &str) -> String {
    [kind, more].join(" ").trim_end().to_owned()
}

/// Identity parts in a topic.
pub fn topic_spans(purpose: Purpose, topic: &str) -> Vec<Span> {
    match purpose {
        Purpose::Dps => mark::topic(topic),
        Purpose::Hub => mark::hub_topic(topic),
    }
}

/// Identity parts in the bytes of a packet, in order. `bytes` are what `anatomy` was made of.
pub fn packet_spans(purpose: Purpose, bytes: &[u8], anatomy: &Anatomy) -> Vec<Span> {
    let top = anatomy.fields.iter();
    let mut fields: Vec<&Field> = top.clone().flat_map(|field| &field.children).collect();
    // The payload of a message is no group of fields; that of others holds strings.
    let is_message = fields.iter().any(|field| field.label == "Topic name");
    fields.extend(top.filter(|field| is_message && field.label == "Payload"));
    let mut spans: Vec<Span> = Vec::new();
    for field in fields {
        let prefix = if field.label == "Payload" { 0 } else { 2 };
        let start = field.bytes.start + prefix;
        let text = bytes.get(start..field.bytes.end);
        let Some(text) = text.and_then(|text| std::str::from_utf8(text).ok()) else {
            continue;
        };
        let found = match (&*field.label, purpose) {
            ("Client identifier", Purpose::Dps) => mark::client_id(text),
            ("Client identifier", Purpose::Hub) => mark::hub_client_id(text),
            ("User name", Purpose::Dps) => mark::username(text),
            ("User name", Purpose::Hub) => mark::hub_username(text),
            ("Topic name", _) => topic_spans(purpose, text),
            ("Payload", _) => mark::json(text),
            _ => Vec::new(),
        };
        spans.extend(found.into_iter().map(|span| Span {
            range: span.range.start + start..span.range.end + start,
            part: span.part,
        }));
    }
    spans
}

/// Cuts a text into pieces that are one identity part throughout, or none. Spans out of order or out of bounds are left out.
pub fn segments<'a>(text: &'a str, spans: &[Span]) -> Vec<(Option<mark::Part>, &'a str)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for span in spans {
        let (Some(before), Some(inside)) =
            (text.get(at..span.range.start), text.get(span.range.clone()))
        else {
            continue;
        };
        if !before.is_empty() {
            pieces.push((None, before));
        }
        pieces.push((Some(span.part), inside));
        at = span.range.end;
    }
    if let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        pieces.push((None, rest));
    }
    pieces
}

/// Seconds since the trace began: `0.012 s`, `3.4 s`, `75 s`.
pub fn seconds(time: Duration) -> String {
    let millis = time.as_millis();
    let (whole, rest) = (millis / 1000, millis % 1000);
    match whole {
        0 => format!("0.{rest:03} s"),
        1..10 => format!("{whole}.{:02} s", rest / 10),
        10..60 => format!("{whole}.{} s", rest / 100),
        _ => format!("{whole} s"),
    }
}

/// How long nothing happened: `3 s`, `1.2 s`.
pub fn pause(time: Duration) -> String {
    let tenths = (time.as_millis() + 50) / 100;
    match tenths % 10 {
        0 => format!("{} s", tenths / 10),
        rest => format!("{}.{rest} s", tenths / 10),
    }
}

/// `1 byte`, `81 bytes`.
pub fn size(bytes: usize) -> String {
    if bytes == 1 {
        "1 byte".to_owned()
    } else {
        format!("{bytes} bytes")
    }
}

#[cfg(test)]
mod tests;

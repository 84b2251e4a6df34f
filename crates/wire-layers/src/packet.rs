//! An MQTT packet with what DPS and IoT Hub put into it.

mod kinds;

use std::borrow::Cow;

use mqtt_wire::Field as MqttField;

use crate::cutter::Cutter;
use crate::json::{self, Vocabulary};
use crate::tree::{Anatomy, Field, Problem};
use crate::{topic, username};

/// What the connection leads to. It decides how user names and topics are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// The provisioning service.
    Dps,
    /// An IoT hub.
    Hub,
}

/// Who sent a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The device.
    Client,
    /// DPS or the hub.
    Server,
}

/// What a layer has to know to go on inside.
pub(crate) struct Context<'a> {
    bytes: &'a [u8],
    service: Service,
    packet: &'a str,
    vocabulary: Vocabulary,
    problems: Vec<Problem>,
}

/// Takes a packet apart, as far as it can be understood.
///
/// `bytes` need not be a packet at all; if they are more than one, the first is taken apart.
pub fn packet(service: Service, sender: Sender, bytes: &[u8]) -> Anatomy {
    let mqtt = mqtt_wire::dissect(bytes);
    let name = mqtt.fields.first().map_or("", |field| field.value.as_str());
    let mut problems = Vec::new();
    problems.extend(wrong_way(sender, name));
    problems.extend(mqtt.problems.iter().map(|problem| Problem {
        bytes: problem.bytes.clone(),
        text: problem.kind.to_string(),
        clause: problem.kind.clause(),
    }));
    let mut context = Context {
        bytes,
        service,
        packet: name,
        vocabulary: Vocabulary::of(service, topic_of(&mqtt.fields)),
        problems,
    };
    let fields = mqtt.fields.iter().map(|field| context.field(None, field));
    let fields = fields.collect();
    Anatomy {
        fields,
        problems: context.problems,
    }
}

/// A packet that the other side sends.
fn wrong_way(sender: Sender, name: &str) -> Option<Problem> {
    let text = match (sender, name) {
        (Sender::Server, "CONNECT" | "SUBSCRIBE" | "UNSUBSCRIBE" | "PINGREQ" | "DISCONNECT") => {
            " is sent by clients only"
        }
        (Sender::Client, "CONNACK" | "SUBACK" | "UNSUBACK" | "PINGRESP") => {
            " is sent by servers only"
        }
        _ => return None,
    };
    Some(Problem {
        bytes: 0..1,
        text: [name, text, " (section 2.2.1)"].concat(),
        clause: "section 2.2.1",
    })
}

/// The topic of a PUBLISH.
fn topic_of(fields: &[MqttField]) -> &str {
    let mut all = fields.iter().flat_map(|field| &field.children);
    let topic = all.find(|field| field.label == "Topic name");
    topic.map_or("", |topic| topic.value.as_str())
}

impl Context<'_> {
    fn field(&mut self, parent: Option<&MqttField>, field: &MqttField) -> Field {
        let kind = self.kind(parent, field);
        let inside = self.inside(parent, field);
        let children = match inside {
            Some(anatomy) => {
                self.problems.extend(anatomy.problems);
                anatomy.fields
            }
            None => {
                // A text that has parts gives way to them: they stand beside its length.
                let mut children = Vec::with_capacity(field.children.len());
                for child in &field.children {
                    let child = self.field(Some(field), child);
                    match matches!(&*child.label, "Text" | "Bytes") && !child.children.is_empty() {
                        true => children.extend(child.children),
                        false => children.push(child),
                    }
                }
                children
            }
        };
        Field {
            kind,
            label: Cow::Borrowed(field.label),
            bytes: field.bytes.clone(),
            mask: field.mask,
            value: field.value.clone(),
            children,
        }
    }

    /// What another layer finds in a field that is a leaf to MQTT.
    fn inside(&self, parent: Option<&MqttField>, field: &MqttField) -> Option<Anatomy> {
        let range = field.bytes.clone();
        let is_payload = parent.is_none() && field.label == "Payload";
        if !field.children.is_empty() || !(is_payload || matches!(field.label, "Text" | "Bytes")) {
            return None;
        }
        let text = std::str::from_utf8(self.bytes.get(range.clone())?).ok()?;
        let mut cutter = Cutter::over(self.bytes, range);
        match (
            self.service,
            parent.map_or("Payload", |parent| parent.label),
        ) {
            (Service::Dps, "User name") => username::dps(&mut cutter, text),
            (Service::Hub, "User name") => username::hub(&mut cutter, text),
            (_, "Password") if text.starts_with("SharedAccessSignature ") => {
                username::token(&mut cutter);
            }
            (service, "Topic name" | "Will topic") => topic::name(&mut cutter, service, text),
            (service, "Topic filter") => topic::filter(&mut cutter, service, text),
            (_, "Payload") if is_payload => return json::cut(cutter, self.vocabulary),
            _ => return None,
        }
        Some(cutter.finish())
    }
}

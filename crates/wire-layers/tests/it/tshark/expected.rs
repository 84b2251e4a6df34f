//! Our fields by tshark's names.

use wire_layers::tree::{Anatomy, Field};

/// A field, where it is, and what it says if it is a number.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shown {
    pub(crate) start: usize,
    pub(crate) name: String,
    pub(crate) length: usize,
    pub(crate) mask: u8,
    pub(crate) number: Option<u64>,
}

/// Whether tshark's field is a number; the others are texts, for which the place says enough.
pub(crate) fn is_number(name: &str) -> bool {
    let texts = [
        "protoname",
        "clientid",
        "username",
        "passwd",
        "willtopic",
        "willmsg",
        "topic",
        "msg",
    ];
    texts.iter().all(|text| name != ["mqtt.", text].concat())
}

/// Every field that tshark has a name for.
pub(crate) fn shown(anatomy: &Anatomy) -> Vec<Shown> {
    let is_publish = anatomy.fields[0].value == "PUBLISH";
    let mut all = Vec::new();
    for field in &anatomy.fields {
        if is_publish && field.label == "Payload" {
            all.push(place(field, "mqtt.msg", field.bytes.start));
        } else {
            walk(field, None, &mut all);
        }
    }
    all
}

fn walk(field: &Field, parent: Option<&Field>, into: &mut Vec<Shown>) {
    let inside = parent.map_or("", |parent| &parent.label);
    let last = |text: &str| text.rsplit('.').next().and_then(|digit| digit.parse().ok());
    match (&*field.label, inside) {
        ("Packet type and flags", _) => into.push(numbered(field, "mqtt.hdrflags", bits(field))),
        ("Connect flags", _) => into.push(numbered(field, "mqtt.conflags", bits(field))),
        ("Acknowledge flags", _) => into.push(numbered(field, "mqtt.conack.flags", bits(field))),
        ("Requested QoS", _) => into.push(numbered(field, "mqtt.sub.qos", bits(field))),
        ("Protocol name", _) => text(field, "mqtt.protoname", "mqtt.proto_len", into),
        ("Client identifier", _) => text(field, "mqtt.clientid", "mqtt.clientid_len", into),
        ("User name", _) => text(field, "mqtt.username", "mqtt.username_len", into),
        ("Password", _) => text(field, "mqtt.passwd", "mqtt.passwd_len", into),
        ("Will topic", _) => text(field, "mqtt.willtopic", "mqtt.willtopic_len", into),
        ("Will message", _) => text(field, "mqtt.willmsg", "mqtt.willmsg_len", into),
        ("Topic name" | "Topic filter", _) => text(field, "mqtt.topic", "mqtt.topic_len", into),
        // The kind says the value once more: both must be right.
        ("QoS", "Packet type and flags") => into.push(numbered(
            field,
            "mqtt.qos",
            last(field.kind).expect("a digit"),
        )),
        (label, inside) => {
            if let Some(name) = number_name(label, inside) {
                into.push(numbered(field, name, number(field)));
            }
        }
    }
    for child in &field.children {
        walk(child, Some(field), into);
    }
}

fn number_name(label: &str, inside: &str) -> Option<&'static str> {
    Some(match (label, inside) {
        ("Packet type", _) => "mqtt.msgtype",
        ("Reserved flags", _) => "mqtt.hdr_reserved",
        ("DUP", _) => "mqtt.dupflag",
        ("RETAIN", _) => "mqtt.retain",
        ("Remaining length", _) => "mqtt.len",
        ("Protocol level", _) => "mqtt.ver",
        ("User name flag", _) => "mqtt.conflag.uname",
        ("Password flag", _) => "mqtt.conflag.passwd",
        ("Will retain", _) => "mqtt.conflag.retain",
        ("Will QoS", _) => "mqtt.conflag.qos",
        ("Will flag", _) => "mqtt.conflag.willflag",
        ("Clean session", _) => "mqtt.conflag.cleansess",
        ("Reserved", "Connect flags") => "mqtt.conflag.reserved",
        ("Reserved", "Acknowledge flags") => "mqtt.conack.flags.reserved",
        ("Session present", _) => "mqtt.conack.flags.sp",
        ("Keep alive", _) => "mqtt.kalive",
        ("Packet identifier", _) => "mqtt.msgid",
        ("Return code", "Payload") => "mqtt.suback.qos",
        ("Return code", _) => "mqtt.conack.val",
        _ => return None,
    })
}

/// A string: its length, and its text unless that is empty.
fn text(field: &Field, name: &str, length_name: &str, into: &mut Vec<Shown>) {
    let length = &field.children[0];
    into.push(numbered(length, length_name, number(length)));
    if field.bytes.len() > 2 {
        into.push(place(field, name, field.bytes.start + 2));
    }
}

fn place(field: &Field, name: &str, start: usize) -> Shown {
    Shown {
        name: name.to_owned(),
        start,
        length: field.bytes.end - start,
        mask: field.mask.unwrap_or_default(),
        number: None,
    }
}

fn numbered(field: &Field, name: &str, number: u64) -> Shown {
    Shown {
        number: Some(number),
        ..place(field, name, field.bytes.start)
    }
}

/// A byte out of its bits.
fn bits(field: &Field) -> u64 {
    let bits = field.children.iter();
    bits.map(|bit| number(bit) << bit.mask.expect("bits").trailing_zeros())
        .sum()
}

/// The number a field says.
fn number(field: &Field) -> u64 {
    match field.value.as_str() {
        "yes" => 1,
        "no" => 0,
        value => value
            .split(' ')
            .next()
            .and_then(|digits| digits.parse().ok())
            .expect("a number"),
    }
}

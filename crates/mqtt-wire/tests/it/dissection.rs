//! Every byte is in exactly one leaf, the leaves say what the decoder says, and the tree reads well.

use std::fmt::Write as _;
use std::ops::Range;

use mqtt_wire::{
    Connack, Connect, Dissection, Field, Packet, Publish, QoS, Suback, Subscribe, Unsubscribe,
    Will, dissect,
};
use proptest::prelude::*;

use crate::arbitrary;

/// `fields` tile `bytes`, and so do their parts.
fn check_tiles(fields: &[Field], bytes: Range<usize>) -> Result<(), String> {
    if fields.iter().any(|field| field.mask.is_some()) {
        return check_bits(fields, bytes);
    }
    let mut at = bytes.start;
    for field in fields {
        if field.bytes.start != at || field.bytes.is_empty() {
            return Err(format!("{field:?} does not follow at {at}"));
        }
        at = field.bytes.end;
        if !field.children.is_empty() {
            check_tiles(&field.children, field.bytes.clone())?;
        }
    }
    if at == bytes.end {
        Ok(())
    } else {
        Err(format!("{at} is not the end of {bytes:?}"))
    }
}

/// `fields` tile the bits of the one byte in `bytes`.
fn check_bits(fields: &[Field], bytes: Range<usize>) -> Result<(), String> {
    let mut left = 0xFF_u8;
    for field in fields {
        let mask = field.mask.unwrap_or_default();
        let from_the_top = mask != 0 && mask.leading_zeros() == left.leading_zeros();
        let in_place = field.bytes == bytes && field.children.is_empty();
        if !from_the_top || !in_place || mask & left != mask {
            return Err(format!("{field:?} does not follow in {left:#010b}"));
        }
        left &= !mask;
    }
    if left == 0 && bytes.len() == 1 {
        Ok(())
    } else {
        Err(format!("{left:#010b} in {bytes:?}"))
    }
}

proptest! {
    #[test]
    fn leaves_tile_every_packet(packet in arbitrary::packet()) {
        let bytes = packet.encode().expect("a valid packet");
        let dissection = dissect(&bytes);
        prop_assert_eq!(check_tiles(&dissection.fields, 0..bytes.len()), Ok(()));
        prop_assert_eq!(dissection.problems, vec![]);
    }

    #[test]
    fn leaves_tile_any_bytes_and_problems_are_inside(bytes in arbitrary::nearly_a_packet()) {
        let dissection = dissect(&bytes);
        prop_assert_eq!(check_tiles(&dissection.fields, 0..bytes.len()), Ok(()));
        for problem in dissection.problems {
            let Range { start, end } = problem.bytes.clone();
            prop_assert!(start <= end && end <= bytes.len(), "{:?}", problem);
        }
    }

    #[test]
    fn the_fields_say_what_the_decoder_says(packet in arbitrary::packet()) {
        let bytes = packet.encode().expect("a valid packet");
        let fields = Fields { bytes: &bytes, dissection: dissect(&bytes) };
        prop_assert_eq!(fields.rebuild(), packet);
    }
}

/// Reads a packet back out of what the dissection shows.
struct Fields<'a> {
    bytes: &'a [u8],
    dissection: Dissection,
}

impl Fields<'_> {
    fn rebuild(&self) -> Packet {
        let packet_id = || self.number("Packet identifier") as u16;
        match self.dissection.fields[0].value.as_str() {
            "CONNECT" => Packet::Connect(Connect {
                client_id: self.text("Client identifier"),
                username: self.flag("User name flag").then(|| self.text("User name")),
                password: self.flag("Password flag").then(|| self.binary("Password")),
                clean_session: self.flag("Clean session"),
                keep_alive_secs: self.number("Keep alive") as u16,
                will: self.flag("Will flag").then(|| Will {
                    topic: self.text("Will topic"),
                    payload: self.binary("Will message"),
                    qos: self.qos("Will QoS"),
                    retain: self.flag("Will retain"),
                }),
            }),
            "CONNACK" => Packet::Connack(Connack {
                session_present: self.flag("Session present"),
                code: self.number("Return code") as u8,
            }),
            "PUBLISH" => Packet::Publish(Publish {
                topic: self.text("Topic name"),
                payload: self
                    .all("Payload")
                    .first()
                    .map_or(vec![], |f| self.slice(&f.bytes)),
                qos: self.qos("QoS"),
                retain: self.flag("RETAIN"),
                dup: self.flag("DUP"),
                packet_id: (!self.all("Packet identifier").is_empty()).then(packet_id),
            }),
            "PUBACK" => Packet::Puback {
                packet_id: packet_id(),
            },
            "PUBREC" => Packet::Pubrec {
                packet_id: packet_id(),
            },
            "PUBREL" => Packet::Pubrel {
                packet_id: packet_id(),
            },
            "PUBCOMP" => Packet::Pubcomp {
                packet_id: packet_id(),
            },
            "SUBSCRIBE" => Packet::Subscribe(Subscribe {
                packet_id: packet_id(),
                filters: (self
                    .all("Topic filter")
                    .into_iter()
                    .map(|field| field.value.clone()))
                .zip(self.all("QoS").into_iter().map(qos))
                .collect(),
            }),
            "SUBACK" => Packet::Suback(Suback {
                packet_id: packet_id(),
                codes: self
                    .all("Return code")
                    .into_iter()
                    .map(|f| number(f) as u8)
                    .collect(),
            }),
            "UNSUBSCRIBE" => Packet::Unsubscribe(Unsubscribe {
                packet_id: packet_id(),
                filters: self
                    .all("Topic filter")
                    .into_iter()
                    .map(|f| f.value.clone())
                    .collect(),
            }),
            "UNSUBACK" => Packet::Unsuback {
                packet_id: packet_id(),
            },
            "PINGREQ" => Packet::Pingreq,
            "PINGRESP" => Packet::Pingresp,
            "DISCONNECT" => Packet::Disconnect,
            other => panic!("no packet {other:?}"),
        }
    }

    /// All fields of this name, in the order of the bytes.
    fn all(&self, label: &str) -> Vec<&Field> {
        fn collect<'a>(fields: &'a [Field], label: &str, found: &mut Vec<&'a Field>) {
            for field in fields {
                if field.label == label {
                    found.push(field);
                }
                collect(&field.children, label, found);
            }
        }
        let mut found = Vec::new();
        collect(&self.dissection.fields, label, &mut found);
        found
    }

    fn first(&self, label: &str) -> &Field {
        self.all(label)[0]
    }

    fn text(&self, label: &str) -> String {
        self.first(label).value.clone()
    }

    fn binary(&self, label: &str) -> Vec<u8> {
        let bytes = self
            .first(label)
            .children
            .iter()
            .find(|part| part.label == "Bytes");
        bytes.map_or(vec![], |part| self.slice(&part.bytes))
    }

    fn slice(&self, range: &Range<usize>) -> Vec<u8> {
        self.bytes[range.clone()].to_vec()
    }

    fn number(&self, label: &str) -> usize {
        number(self.first(label))
    }

    fn flag(&self, label: &str) -> bool {
        self.first(label).value == "yes"
    }

    fn qos(&self, label: &str) -> QoS {
        qos(self.first(label))
    }
}

/// The number a value begins with.
fn number(field: &Field) -> usize {
    let digits = field.value.split(' ').next().expect("not empty");
    digits.parse().expect("a number")
}

fn qos(field: &Field) -> QoS {
    QoS::from_u8(number(field) as u8).expect("a QoS")
}

/// The dissection as a person would read it.
fn tree(bytes: &[u8]) -> String {
    fn write(fields: &[Field], depth: usize, out: &mut String) {
        for field in fields {
            let (indent, Range { start, end }) = ("  ".repeat(depth), field.bytes.clone());
            let bits = field
                .mask
                .map_or(String::new(), |mask| format!(" {mask:08b}"));
            let line = format!(
                "{indent}{start}..{end}{bits} {}: {}",
                field.label, field.value
            );
            writeln!(out, "{}", line.trim_end_matches([' ', ':'])).expect("a string takes all");
            write(&field.children, depth + 1, out);
        }
    }
    let dissection = dissect(bytes);
    let mut out = String::new();
    write(&dissection.fields, 0, &mut out);
    for problem in &dissection.problems {
        let Range { start, end } = problem.bytes.clone();
        writeln!(out, "! {start}..{end} {}", problem.kind).expect("a string takes all");
    }
    out
}

#[test]
fn a_device_connects_to_dps() {
    let connect = Packet::Connect(Connect {
        client_id: "dev-01".to_owned(),
        username: Some("0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31".to_owned()),
        password: None,
        clean_session: true,
        keep_alive_secs: 60,
        will: None,
    });
    insta::assert_snapshot!(tree(&connect.encode().expect("valid")));
}

#[test]
fn a_connect_with_everything() {
    let connect = Packet::Connect(Connect {
        client_id: "dev-01".to_owned(),
        username: Some(String::new()),
        password: Some(vec![0xFF, 0x00]),
        clean_session: false,
        keep_alive_secs: 300,
        will: Some(Will {
            topic: "gone".to_owned(),
            payload: b"bye".to_vec(),
            qos: QoS::AtLeastOnce,
            retain: true,
        }),
    });
    insta::assert_snapshot!(tree(&connect.encode().expect("valid")));
}

#[test]
fn a_device_registers() {
    let publish = Packet::Publish(Publish {
        topic: "$dps/registrations/PUT/iotdps-register/?$rid=1".to_owned(),
        payload: br#"{"registrationId":"dev-01","payload":{"site":"north","rack":"12","slot":"3","note":"a body that needs two length bytes"}}"#.to_vec(),
        qos: QoS::AtLeastOnce,
        retain: false,
        dup: false,
        packet_id: Some(2),
    });
    insta::assert_snapshot!(tree(&publish.encode().expect("valid")));
}

#[test]
fn the_small_packets() {
    let filters = vec![("$dps/registrations/res/#".to_owned(), QoS::AtLeastOnce)];
    let packets = [
        Packet::Connack(Connack {
            session_present: false,
            code: 5,
        }),
        Packet::Puback { packet_id: 2 },
        Packet::Pubrec { packet_id: 3 },
        Packet::Pubrel { packet_id: 3 },
        Packet::Pubcomp { packet_id: 3 },
        Packet::Subscribe(Subscribe {
            packet_id: 1,
            filters,
        }),
        Packet::Suback(Suback {
            packet_id: 1,
            codes: vec![1, 0x80],
        }),
        Packet::Unsubscribe(Unsubscribe {
            packet_id: 4,
            filters: vec!["a/+".to_owned()],
        }),
        Packet::Unsuback { packet_id: 4 },
        Packet::Pingreq,
        Packet::Pingresp,
        Packet::Disconnect,
    ];
    let trees = packets.map(|packet| tree(&packet.encode().expect("valid")));
    insta::assert_snapshot!(trees.join("\n"));
}

#[test]
fn broken_packets() {
    let broken: [(&str, &[u8]); 10] = [
        ("nothing", b""),
        ("an HTTP request", b"GET / HTTP/1.1\r\n"),
        ("a TLS alert", &[0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]),
        ("an endless length", &[0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        ("a length cut off", &[0x30, 0x80]),
        (
            "PUBLISH cut off in its topic",
            &[0x32, 0x09, 0x00, 0x05, b'a', b'/'],
        ),
        (
            "PUBLISH whose topic is longer than it",
            &[0x32, 0x04, 0x00, 0x05, b'a', b'/'],
        ),
        (
            "SUBSCRIBE without flags, filter, and more",
            &[0x80, 0x02, 0x00, 0x00, 0xC0, 0x00],
        ),
        (
            "SUBACK with what no SUBACK has",
            &[0x91, 0x04, 0x00, 0x01, 0x03, 0x01],
        ),
        (
            "MQTT 5",
            &[0x10, 13, 0, 4, b'M', b'Q', b'T', b'T', 5, 3, 0, 60, 0, 0, 0],
        ),
    ];
    let trees = broken.map(|(what, bytes)| format!("{what}\n{}", tree(bytes)));
    insta::assert_snapshot!(trees.join("\n"));
}

//! tshark as judge: it names the same fields, in the same places, down to the bits, with the same values.
//!
//! Over the corpus and over arbitrary packets, as they would travel from and to a broker.
#![expect(
    clippy::disallowed_methods,
    reason = "hands tshark a file and takes its answer"
)]

mod connections;
mod expected;

use std::path::Path;
use std::process::Command;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use wire_layers::{Sender, Service, packet};

use crate::{arbitrary, corpus};
use expected::{Shown, shown};

/// What stands before the packet in each frame: IPv4 and TCP.
pub(crate) const HEADERS: usize = 40;
/// What still fits into one packet of IP.
const MAX_BYTES: usize = 60_000;

#[test]
fn tshark_sees_the_same_fields_in_the_corpus() {
    let packets = corpus::packets().into_iter();
    let packets: Vec<_> = packets.map(|(_, sender, bytes)| (sender, bytes)).collect();
    let mut types: Vec<u8> = packets.iter().map(|(_, bytes)| bytes[0] >> 4).collect();
    types.sort_unstable();
    types.dedup();
    assert_eq!(types, (1..=14).collect::<Vec<_>>(), "packets of every type");
    compare(&packets, "corpus");
}

#[test]
fn tshark_sees_the_same_fields_in_arbitrary_packets() {
    let mut runner = TestRunner::deterministic();
    let packets: Vec<_> = (0..400)
        .map(|_| {
            let made = arbitrary::packet()
                .new_tree(&mut runner)
                .expect("a packet")
                .current();
            let sender = match made.name() {
                "CONNACK" | "SUBACK" | "UNSUBACK" | "PINGRESP" => Sender::Server,
                _ => Sender::Client,
            };
            (sender, made.encode().expect("valid"))
        })
        .filter(|(_, bytes)| bytes.len() < MAX_BYTES)
        .collect();
    compare(&packets, "arbitrary");
}

/// Both see the same in each of the packets.
fn compare(packets: &[(Sender, Vec<u8>)], name: &str) {
    // The connection begins with a CONNECT of its own, so that tshark knows the version.
    let first = corpus::connect("d", "u", None).encode().expect("valid");
    let pieces = packets
        .iter()
        .map(|(sender, bytes)| (*sender, bytes.as_slice()));
    let pieces: Vec<_> = std::iter::once((Sender::Client, first.as_slice()))
        .chain(pieces)
        .collect();
    let answers = tshark(&pieces, name, "mqtt");
    assert_eq!(answers.len(), packets.len() + 1);
    let mut count = 0;
    for ((sender, bytes), answer) in packets.iter().zip(&answers[1..]) {
        let mqtt = &answer["_source"]["layers"]["mqtt"];
        assert!(mqtt.is_object(), "not one packet: {answer}");
        let mut theirs = Vec::new();
        collect(mqtt, &mut theirs);
        let mut ours = shown(&packet(Service::Dps, *sender, bytes));
        count += theirs.len();
        theirs.sort();
        ours.sort();
        assert_eq!(ours, theirs, "{bytes:?}");
        let complaint = answer["_source"]["layers"].get("_ws.malformed");
        assert_eq!(complaint, None, "{bytes:?}");
    }
    assert!(count > 8 * packets.len(), "only {count} fields compared");
}

/// What tshark says of each piece, as `protocol`.
pub(crate) fn tshark(pieces: &[(Sender, &[u8])], name: &str, protocol: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("wire-layers-{name}.pcap"));
    std::fs::write(&path, pcap(pieces)).expect("written");
    let output = Command::new("tshark")
        .args(["-n", "-T", "json", "-x", "--no-duplicate-keys"])
        .args(["-d", &format!("tcp.port==1883,{protocol}")])
        .args(["-J", &format!("{protocol} _ws.malformed")])
        .arg("-r")
        .arg(path)
        .output()
        .expect("tshark is not on PATH; the tests need it (Debian package tshark)");
    let answer = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Every field of MQTT that tshark shows: `-x` puts place and bits of each beside it.
fn collect(fields: &Value, into: &mut Vec<Shown>) {
    for (key, value) in fields.as_object().expect("fields") {
        let Some(name) = key.strip_suffix("_raw") else {
            if value.is_object() {
                collect(value, into);
            }
            continue;
        };
        let places = value.as_array().expect("a place");
        let many = places.first().is_some_and(Value::is_array);
        let values = &fields[name];
        for index in 0..if many { places.len() } else { 1 } {
            let place = if many { &places[index] } else { value };
            let said = if many { &values[index] } else { values };
            let number = |index: usize| {
                usize::try_from(place[index].as_u64().expect("a number")).expect("small")
            };
            into.push(Shown {
                name: name.to_owned(),
                start: number(1) - HEADERS,
                length: number(2),
                mask: u8::try_from(number(3)).expect("a byte"),
                number: expected::is_number(name).then(|| read(said)),
            });
        }
    }
}

fn read(value: &Value) -> u64 {
    let text = value.as_str().expect("a text");
    let number = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    number.unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// One connection, each piece in a frame of its own, without link layer.
pub(crate) fn pcap(pieces: &[(Sender, &[u8])]) -> Vec<u8> {
    let mut file = [0xA1B2_C3D4_u32, 0x0002_0004, 0, 0, 262_144, 101]
        .map(u32::to_be_bytes)
        .concat();
    let (mut sent, mut received) = (1_u32, 1_u32);
    for (index, (sender, bytes)) in pieces.iter().enumerate() {
        let size = u32::try_from(bytes.len()).expect("small");
        let is_client = *sender == Sender::Client;
        let (source, destination) = if is_client {
            (50_000_u16, 1883_u16)
        } else {
            (1883, 50_000)
        };
        let (here, there) = if is_client {
            (sent, received)
        } else {
            (received, sent)
        };
        let total = u16::try_from(HEADERS + bytes.len()).expect("small");
        let seconds = u32::try_from(index).expect("small");
        let length = u32::from(total);
        file.extend([seconds, 0, length, length].map(u32::to_be_bytes).concat());
        file.extend([0x45, 0]);
        file.extend(total.to_be_bytes());
        file.extend([0, 0, 0, 0, 64, 6, 0, 0]);
        let (from, to) = if is_client { (1, 2) } else { (2, 1) };
        file.extend([10, 0, 0, from, 10, 0, 0, to]);
        file.extend([source, destination].map(u16::to_be_bytes).concat());
        file.extend([here, there].map(u32::to_be_bytes).concat());
        file.extend([0x50, 0x18, 0xFF, 0xFF, 0, 0, 0, 0]);
        file.extend_from_slice(bytes);
        match sender {
            Sender::Client => sent += size,
            Sender::Server => received += size,
        }
    }
    file
}

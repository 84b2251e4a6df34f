//! Wireshark as a judge of captures, by its program `tshark`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What counts as a problem: whatever Wireshark calls malformed, a wrong checksum, or any remark of a warning or worse.
const PROBLEMS: &str = "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || _ws.expert.severity >= 0x600000";

/// An MQTT packet as Wireshark shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Sent by the device, not by the service.
    pub(crate) sent: bool,
    /// The number of its type.
    pub(crate) kind: u8,
    pub(crate) topic: Option<String>,
    pub(crate) payload: Option<String>,
}

/// Runs tshark over a capture whose service listens at `port`. Without tshark nothing is judged, so that is a failure.
fn tshark(capture: &Path, port: u16, arguments: &[&str]) -> String {
    let decode = format!("tls.port=={port},mqtt");
    let output = Command::new("tshark")
        .arg("-r")
        .arg(capture)
        .args([
            "-o",
            "ip.check_checksum:TRUE",
            "-o",
            "tcp.check_checksum:TRUE",
        ])
        .args(["-d", &decode])
        .args(arguments)
        .output()
        .expect("tshark is needed, the Debian package tshark: nothing is skipped without it");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// The problems Wireshark sees, a line each.
pub(crate) fn problems(capture: &Path, port: u16) -> String {
    tshark(capture, port, &["-Y", PROBLEMS])
}

/// The packets that Wireshark understands as MQTT, once it has decrypted what it can.
pub(crate) fn mqtt(capture: &Path, port: u16) -> Vec<Shown> {
    let json = tshark(
        capture,
        port,
        &["-Y", "mqtt", "-T", "json", "--no-duplicate-keys"],
    );
    let frames: Value = serde_json::from_str(&json).unwrap();
    let mut shown = Vec::new();
    for frame in frames.as_array().unwrap() {
        let layers = &frame["_source"]["layers"];
        let target: u16 = layers["tcp"]["tcp.dstport"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let packets = match &layers["mqtt"] {
            Value::Array(packets) => packets.as_slice(),
            packet => std::slice::from_ref(packet),
        };
        shown.extend(
            packets
                .iter()
                .map(|packet| packet_of(packet, target == port)),
        );
    }
    shown
}

/// The frames for which a filter holds.
pub(crate) fn count(capture: &Path, port: u16, filter: &str) -> usize {
    tshark(capture, port, &["-Y", filter]).lines().count()
}

fn packet_of(packet: &Value, sent: bool) -> Shown {
    let kind = &packet["mqtt.hdrflags_tree"]["mqtt.msgtype"];
    let text = |name: &str| packet[name].as_str().map(str::to_owned);
    Shown {
        sent,
        kind: kind
            .as_str()
            .unwrap_or_else(|| panic!("{packet}"))
            .parse()
            .unwrap(),
        topic: text("mqtt.topic"),
        payload: text("mqtt.msg").map(|hex| from_hex(&hex)),
    }
}

fn from_hex(text: &str) -> String {
    let pairs = text.split(':').filter(|pair| !pair.is_empty());
    let bytes = pairs
        .map(|pair| u8::from_str_radix(pair, 16).expect("hex"))
        .collect();
    String::from_utf8(bytes).unwrap()
}

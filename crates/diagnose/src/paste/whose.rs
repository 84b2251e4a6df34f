//! Whose a refusal is: of the last address that was connected to.

use super::Reading;
use super::search::{find, says};
use crate::{Place, Sign};

/// How lines begin to speak of a connection.
const CONNECTING: &[&str] = &["connect", "dial", "opening", "broker", "mqtts://", "ssl://"];

/// Refusals in a text that connects to a hub after DPS, and says so: by the address nearest before them.
pub(super) fn settle(text: &str, reading: &mut Reading) {
    // A hub in the place of DPS was meant to be DPS.
    if reading.evidence.has(Sign::HubHost) {
        return;
    }
    let mut addresses: Vec<(usize, bool)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let hub = find(line, ".azure-devices.net", 0);
        let dps = find(line, "azure-devices-provisioning.", 0);
        let connects = CONNECTING.iter().any(|word| says(line, word)) && !is_code(line);
        if let (true, Some(at)) = (connects, hub.or(dps)) {
            addresses.push((start + at, dps.is_none()));
        }
        start += line.len();
    }
    for seen in &mut reading.evidence.observations {
        let Place::Text(bytes) = &seen.place else {
            continue;
        };
        let end = bytes.start + super::search::line(text, bytes.start).len();
        let mut before = addresses.iter().rev();
        let last = before.find(|(at, _)| *at < end);
        let begin = text
            .get(..bytes.start)
            .and_then(|before| before.rfind('\n'));
        let own = text
            .get(begin.map_or(0, |begin| begin + 1)..end)
            .unwrap_or_default();
        if !last.is_some_and(|(_, hub)| *hub) && !names_hub(own) {
            continue;
        }
        seen.sign = match seen.sign {
            Sign::Connack1 => Sign::HubProtocol,
            Sign::Connack3 => Sign::HubUnavailable,
            Sign::Connack4 | Sign::Connack5 => Sign::HubRefused,
            other => other,
        };
    }
}

/// A line that says itself that it speaks of a hub: `hub: refused`, `IoT Hub connection failed`.
fn names_hub(line: &str) -> bool {
    let hub = ["hub:", "hub error", "iot hub", "iothub", "hub connection"];
    let dps = ["dps", "provision"];
    hub.iter().any(|word| says(line, word)) && !dps.iter().any(|word| says(line, word))
}

/// A line of a program or of settings: what may be connected to, and is not yet.
pub(super) fn is_code(line: &str) -> bool {
    let line = line.trim();
    // Arrows tell which way a packet goes.
    let arrow = ["->", "<-", "<<"]
        .iter()
        .any(|arrow| line.starts_with(arrow));
    if arrow {
        return false;
    }
    line.ends_with([';', '{', '\\']) || line.starts_with(['#', '"', '/', '<', '-', '*'])
}

//! The device ID that was assigned, beside the one the hub is asked with.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Reading;
use super::pairs::{pairs, plain};
use super::search::{all, find, line_start, piece, run, run_back, says};
use super::whose::is_code;
use crate::{Place, Sign};

/// How far `deviceId` and `assignedHub` stand apart in one answer.
const NEAR: usize = 400;

/// A line of a log that says to which hub the device was assigned, in whatever words. `told` is what somebody typed, and
/// what the service keeps.
pub(super) fn by_log(text: &str, told: &[Range<usize>], reading: &mut Reading) {
    let known = reading.evidence.has(Sign::Assigned);
    let mut start = 0;
    for said in text.split_inclusive('\n') {
        let at = start;
        start += said.len();
        let hub = find(said, ".azure-devices.net", 0);
        let assigned = find(said, "assigned", 0).or_else(|| find(said, "provisioned to", 0));
        let (Some(_), Some(from)) = (hub, assigned) else {
            continue;
        };
        let not = [
            "not assigned",
            "unassigned",
            "no assigned",
            "cached",
            "--",
            "want",
        ];
        let other = not.iter().any(|word| says(said, word)) || is_code(said);
        if !known && !other && !told.iter().any(|range| range.contains(&at)) {
            let place = Place::Text(at + from..at + from + "assigned".len());
            let seen = "the log says to which hub the device was assigned";
            reading.evidence.push(Sign::Assigned, place, seen);
        }
    }
}

/// What `dps-playground register` prints of a device that was assigned, on lines of its own.
pub(super) fn by_register(text: &str, reading: &mut Reading) {
    const SAID: &str = "\nassigned\nhub: ";
    if let Some(at) = text.find(SAID) {
        let place = Place::Text(at + 1..at + "\nassigned".len());
        let seen = "register says that the device was assigned";
        reading.evidence.push(Sign::Assigned, place, seen);
    }
}

/// Says where they differ, when there is one of each and no doubt which is which.
pub(super) fn read(text: &str, reading: &mut Reading) {
    if reading.evidence.has(Sign::HubClientIdDiffers) {
        return;
    }
    let pairs = pairs(text);
    let assigns = |at: usize| {
        let begin = line_start(text, at);
        says(piece(text, begin..at), "assigned")
    };
    let hubs = pairs.iter().filter(|pair| {
        let hub = plain(pair.name);
        hub == "assignedhub" || hub == "hub" && assigns(pair.value_bytes.start)
    });
    let hubs: Vec<usize> = hubs.map(|pair| pair.value_bytes.start).collect();
    let of_answer = |at: usize| hubs.iter().any(|hub| hub.abs_diff(at) < NEAR);
    let devices = || {
        pairs
            .iter()
            .filter(|pair| plain(pair.name) == "deviceid" && is_id(pair.value))
    };
    let assigned: BTreeSet<&str> = devices()
        .filter(|pair| pair.name == "deviceId" && of_answer(pair.value_bytes.start))
        .map(|pair| pair.value)
        .collect();
    let [assigned] = Vec::from_iter(assigned)[..] else {
        return;
    };
    let mut used = used(text, reading);
    let registered: BTreeSet<&str> = pairs
        .iter()
        .filter(|pair| pair.name == "registrationId" && is_id(pair.value))
        .filter(|pair| of_answer(pair.value_bytes.start))
        .map(|pair| pair.value)
        .collect();
    if let [registered] = Vec::from_iter(registered)[..] {
        used.extend(by_registration_id(text).map(|place| (registered.to_owned(), place)));
    }
    let others: Vec<_> = used.iter().filter(|(id, _)| id != assigned).collect();
    let right = used.iter().any(|(id, _)| id == assigned);
    if let (Some((id, place)), false) = (others.first(), right) {
        let seen =
            format!("the hub is asked as {id:?}, and the device was assigned as {assigned:?}");
        let place = Place::Text(place.clone());
        reading.evidence.push(Sign::HubClientIdDiffers, place, seen);
    }
}

/// A hub calls every device self-signed that DPS enrolled by a certificate: where the device is well and nobody asks
/// what that means, it is no trouble.
pub(super) fn unasked(text: &str, reading: &mut Reading) {
    const NEAR: usize = 300;
    let well =
        reading.evidence.has(Sign::HubThumbprintFits) || reading.evidence.has(Sign::Assigned);
    let asks = |at: usize| {
        let mut from = at.saturating_sub(NEAR);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = (at + NEAR).min(text.len());
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let near = piece(text, from..to);
        let question = near.contains("? ") || near.contains("?\n") || near.ends_with('?');
        question || near.contains(" expected ")
    };
    if well && !all(text, "self").any(asks) {
        let observations = &mut reading.evidence.observations;
        observations.retain(|seen| seen.sign != Sign::HubSelfSigned);
    }
}

/// A device ID, and not the name of a variable.
fn is_id(text: &str) -> bool {
    let kind = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    !text.is_empty() && text.bytes().all(kind)
}

/// Where a program hands its registration ID on as device ID: `device_id=settings.registration_id`.
fn by_registration_id(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let names = ["device_id=", "deviceid=", "deviceid: "];
    let places = names
        .into_iter()
        .flat_map(|name| all(text, name).map(move |at| at + name.len()));
    // In a user name that a program puts together: `{hub}/{registration_id}/?api-version=`.
    let built = all(text, "/?api-version=").filter_map(|at| {
        const BEFORE: usize = 40;
        let begin = run_back(text, at, |byte| byte != b'\n').max(at.saturating_sub(BEFORE));
        let before = plain(piece(text, begin..at));
        before
            .ends_with("registrationid")
            .then_some(at..at + "/?api-version".len())
    });
    built.chain(places.filter_map(|start| {
        let end = run(text, start, |byte| {
            byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'
        });
        let value = plain(piece(text, start..end));
        value.ends_with("registrationid").then_some(start..end)
    }))
}

/// Who asks a hub: by user names `hub/device/?api-version`, and by what the clients of the SDKs are made with.
fn used(text: &str, reading: &Reading) -> Vec<(String, Range<usize>)> {
    let mut used = Vec::new();
    for value in reading
        .understood
        .iter()
        .filter(|value| value.what == "username")
    {
        let mut parts = value.value.split('/');
        let (host, device, rest) = (parts.next(), parts.next(), parts.next());
        let hub = rest.is_some_and(|rest| rest.starts_with("?api-version"));
        if let (Some(_), Some(device), true) = (host, device, hub)
            && is_id(device)
        {
            used.push((device.to_owned(), value.bytes.clone()));
        }
    }
    // User names of hubs that stand in a log.
    for at in all(text, ".azure-devices.net/") {
        let start = at + ".azure-devices.net/".len();
        let end = run(text, start, |byte| {
            byte.is_ascii_alphanumeric() || b"-._:".contains(&byte)
        });
        let id = piece(text, start..end);
        if !id.is_empty() && piece(text, end..text.len()).starts_with("/?api-version") {
            used.push((id.to_owned(), start..end));
        }
    }
    for name in ["device_id=\"", "device_id='", ";deviceid="] {
        for at in all(text, name) {
            let start = at + name.len();
            let end = run(text, start, |byte| {
                byte.is_ascii_alphanumeric() || b"-._:".contains(&byte)
            });
            let id = piece(text, start..end);
            if !id.is_empty() {
                used.push((id.to_owned(), start..end));
            }
        }
    }
    used
}

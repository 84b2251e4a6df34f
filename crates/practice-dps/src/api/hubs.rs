//! Linked hubs with their weights, and the twins of the devices on them.

use serde_json::{Map, Value, json};

use super::{Ask, Reply, members};
use crate::{HubDevice, LinkedHub, PracticeDps};

pub(super) fn answer(service: &mut PracticeDps, ask: Ask<'_>, rest: &[&str]) -> Reply {
    match (ask.method, rest) {
        ("GET", []) => Reply::list(service.settings().hubs.iter().map(LinkedHub::to_json)),
        ("GET", [host]) => {
            let mut hubs = service.settings().hubs.iter();
            Reply::found(hubs.find(|hub| hub.is(host)).map(LinkedHub::to_json))
        }
        ("PUT", [host]) => match LinkedHub::parse(ask.body) {
            Err(error) => Reply::wrong(error),
            Ok(hub) if !hub.is(host) => Reply::two_names(),
            Ok(hub) => Reply::put(service.link_hub(hub)),
        },
        ("DELETE", [host]) => Reply::deleted(service.unlink_hub(host)),
        ("GET", [host, "twins"]) => Reply::list(devices(service, host).map(twin)),
        ("GET", [host, "twins", id]) => {
            let found = devices(service, host).find(|device| device.device_id == *id);
            Reply::found(found.map(twin))
        }
        ("PATCH", [host, "twins", id]) => change_desired(service, host, id, ask.body),
        (_, [] | [_] | [_, "twins"] | [_, "twins", _]) => Reply::no_such_method(),
        _ => Reply::no_such_path(),
    }
}

fn devices<'a>(service: &'a PracticeDps, host: &str) -> impl Iterator<Item = &'a HubDevice> {
    let host = host.to_ascii_lowercase();
    service
        .hub_devices()
        .filter(move |device| device.hub == host)
}

/// As IoT Hub writes a twin, as far as this hub has one.
fn twin(device: &HubDevice) -> Value {
    json!({ "deviceId": device.device_id, "properties": device.twin() })
}

/// Takes what IoT Hub takes: `{"properties":{"desired":{..}}}`, where `null` removes a member.
fn change_desired(service: &mut PracticeDps, host: &str, id: &str, body: &str) -> Reply {
    let mut patch: Option<Map<String, Value>> = None;
    let read = members(body, |name, value| {
        let desired = value.get("desired").and_then(Value::as_object);
        match (name, desired) {
            ("properties", Some(desired)) => patch = Some(desired.clone()),
            _ => return Err("the body must be {\"properties\":{\"desired\":{..}}}".to_owned()),
        }
        Ok(())
    });
    let patch = match (read, patch) {
        (Err(error), _) => return Reply::wrong(error),
        (Ok(()), None) => return Reply::wrong("there are no desired properties in the body"),
        (Ok(()), Some(patch)) => patch,
    };
    if !devices(service, host).any(|device| device.device_id == id) {
        return Reply::no_such_entry();
    }
    match service.update_desired(host, id, patch) {
        Some((version, wake)) => Reply {
            wake,
            ..Reply::ok(&json!({ "deviceId": id, "version": version }))
        },
        None => Reply::wrong("the desired properties would be too large"),
    }
}

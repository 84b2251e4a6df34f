//! The practice hub's memory: which device ids it knows, by which certificate, and their twins.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use crate::decision::HubCredential;
use crate::sorted_map::SortedMap;

/// The most devices the hub remembers. A registration beyond it is throttled.
pub const MAX_HUB_DEVICES: usize = 50_000;

/// The largest section of a twin, in bytes of JSON: IoT Hub's own limit of 32 KB.
pub const MAX_TWIN_BYTES: usize = 32 * 1024;

/// The most changes to desired properties that wait for a connection to tell of them; the oldest go first. A device
/// that misses one finds a gap in the versions, and reads its twin.
const MAX_CHANGES: usize = 16;

/// A device the hub knows. Its id is compared with case, unlike a registration id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubDevice {
    /// The hub, in lower case.
    pub hub: String,
    /// Its id there.
    pub device_id: String,
    /// What it was provisioned with, and must connect with.
    pub credential: HubCredential,
    desired: Map<String, Value>,
    desired_version: u64,
    /// The latest changes, each with the version it led to.
    changes: VecDeque<(u64, String)>,
    reported: Map<String, Value>,
    reported_version: u64,
}

impl HubDevice {
    /// The `desired` and `reported` sections with their `$version`s, as the device reads its twin.
    pub fn twin(&self) -> Value {
        let with_version = |section: &Map<String, Value>, version: u64| {
            let mut section = section.clone();
            section.insert("$version".to_owned(), json!(version));
            Value::Object(section)
        };
        json!({
            "desired": with_version(&self.desired, self.desired_version),
            "reported": with_version(&self.reported, self.reported_version),
        })
    }

    /// The same device with the same twin, elsewhere.
    pub(crate) fn moved_to(self, hub: &str, device_id: &str) -> Self {
        Self {
            hub: hub.to_ascii_lowercase(),
            device_id: device_id.to_owned(),
            ..self
        }
    }

    /// Merges a patch into the reported properties (`null` removes a member); returns their new version,
    /// or `None` when the patch is no JSON object or would make them too large.
    pub(crate) fn report(&mut self, patch: &[u8]) -> Option<u64> {
        let Ok(Value::Object(patch)) = serde_json::from_slice(patch) else {
            return None;
        };
        self.reported = merged(&self.reported, patch)?;
        self.reported_version += 1;
        Some(self.reported_version)
    }

    /// Merges a patch into the desired properties; returns their new version, or `None` when it would make them too
    /// large.
    pub(crate) fn desire(&mut self, patch: Map<String, Value>) -> Option<u64> {
        let mut change = patch.clone();
        self.desired = merged(&self.desired, patch)?;
        self.desired_version += 1;
        change.insert("$version".to_owned(), json!(self.desired_version));
        if self.changes.len() == MAX_CHANGES {
            self.changes.pop_front();
        }
        self.changes
            .push_back((self.desired_version, Value::Object(change).to_string()));
        Some(self.desired_version)
    }

    pub(crate) fn desired_version(&self) -> u64 {
        self.desired_version
    }

    /// The first change behind a version, and the version it led to.
    pub(crate) fn change_after(&self, version: u64) -> Option<(u64, &str)> {
        let mut changes = self.changes.iter();
        let (version, change) = changes.find(|(led_to, _)| *led_to > version)?;
        Some((*version, change))
    }
}

/// The section with the patch in it, unless that is too large.
fn merged(section: &Map<String, Value>, patch: Map<String, Value>) -> Option<Map<String, Value>> {
    let mut merged = section.clone();
    merge(&mut merged, patch);
    let bytes = Value::from(merged.clone()).to_string().len();
    (bytes <= MAX_TWIN_BYTES).then_some(merged)
}

/// RFC 7396, except that the top is known to be an object. The depth is bounded by the JSON parser's.
fn merge(target: &mut Map<String, Value>, patch: Map<String, Value>) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.remove(&name);
            }
            Value::Object(inner) => {
                let slot = target
                    .entry(name)
                    .or_insert_with(|| Value::Object(Map::new()));
                if !slot.is_object() {
                    *slot = Value::Object(Map::new());
                }
                if let Value::Object(section) = slot {
                    merge(section, inner);
                }
            }
            other => {
                target.insert(name, other);
            }
        }
    }
}

/// All devices of all linked hubs.
#[derive(Debug, Default)]
pub(crate) struct HubDevices {
    devices: SortedMap<String, HubDevice>,
}

/// The hub has no case, the device id has; no host name has a slash in it.
fn key(hub: &str, device_id: &str) -> String {
    [&hub.to_ascii_lowercase(), "/", device_id].concat()
}

impl HubDevices {
    pub(crate) fn device(&self, hub: &str, device_id: &str) -> Option<&HubDevice> {
        self.devices.get(&key(hub, device_id))
    }

    pub(crate) fn device_mut(&mut self, hub: &str, device_id: &str) -> Option<&mut HubDevice> {
        self.devices.get_mut(&key(hub, device_id))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &HubDevice> {
        self.devices.values()
    }

    pub(crate) fn has_room_for(&self, hub: &str, device_id: &str) -> bool {
        self.devices.len() < MAX_HUB_DEVICES || self.device(hub, device_id).is_some()
    }

    /// Writes the identity; says whether the device was there before. Its twin survives then.
    pub(crate) fn provision(
        &mut self,
        hub: &str,
        device_id: &str,
        credential: HubCredential,
        initial_twin: Option<&Value>,
    ) -> bool {
        if let Some(device) = self.device_mut(hub, device_id) {
            device.credential = credential;
            return true;
        }
        let desired = initial_twin
            .and_then(|twin| twin.get("properties")?.get("desired")?.as_object())
            .cloned();
        self.insert(HubDevice {
            hub: hub.to_ascii_lowercase(),
            device_id: device_id.to_owned(),
            credential,
            desired: desired.unwrap_or_default(),
            desired_version: 1,
            changes: VecDeque::new(),
            reported: Map::new(),
            reported_version: 1,
        });
        false
    }

    /// Takes a device off a hub.
    pub(crate) fn remove(&mut self, hub: &str, device_id: &str) -> Option<HubDevice> {
        self.devices.remove(&key(hub, device_id))
    }

    pub(crate) fn insert(&mut self, device: HubDevice) {
        self.devices
            .insert(key(&device.hub, &device.device_id), device);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thumbprint(thumbprint: &str) -> HubCredential {
        HubCredential::Thumbprint(thumbprint.to_owned())
    }

    fn device() -> HubDevices {
        let mut devices = HubDevices::default();
        let twin = json!({ "properties": { "desired": { "interval": 5 } } });
        assert!(!devices.provision("HUB", "dev", thumbprint("AA"), Some(&twin)));
        devices
    }

    #[track_caller]
    fn check(patches: &[&str], expected: &Value) {
        let mut devices = device();
        let device = devices.device_mut("hub", "dev").unwrap();
        for patch in patches {
            device.report(patch.as_bytes()).unwrap();
        }
        assert_eq!(&device.twin()["reported"], expected);
    }

    #[test]
    fn reported_properties_are_merged() {
        check(
            &[r#"{"a":1}"#, r#"{"b":{"c":2}}"#],
            &json!({"a":1,"b":{"c":2},"$version":3}),
        );
        check(
            &[r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"b":null}}"#],
            &json!({"a":{"c":2},"$version":3}),
        );
        check(
            &[r#"{"a":1}"#, r#"{"a":{"b":null}}"#],
            &json!({"a":{},"$version":3}),
        );
    }

    #[test]
    fn what_cannot_be_merged_changes_nothing() {
        let mut devices = device();
        let device = devices.device_mut("hub", "dev").unwrap();
        let before = device.clone();
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_TWIN_BYTES));
        for patch in ["", "[]", "{", large.as_str()] {
            assert_eq!(device.report(patch.as_bytes()), None);
        }
        assert_eq!(*device, before);
    }

    #[test]
    fn a_full_hub_still_has_room_for_those_it_knows() {
        let mut devices = device();
        for index in 1..MAX_HUB_DEVICES {
            assert!(devices.has_room_for("hub", "new"));
            devices.provision("hub", &index.to_string(), thumbprint(""), None);
        }
        assert!(!devices.has_room_for("hub", "new"));
        assert!(devices.has_room_for("Hub", "dev"));
    }

    #[test]
    fn provisioning_again_changes_the_certificate_and_keeps_the_twin() {
        let mut devices = device();
        devices
            .device_mut("hub", "dev")
            .unwrap()
            .report(b"{\"a\":1}")
            .unwrap();
        assert!(devices.provision("hub", "dev", thumbprint("BB"), None));
        let device = devices.device("hub", "dev").unwrap();
        assert_eq!(device.credential, thumbprint("BB"));
        assert_eq!(
            device.twin(),
            json!({"desired":{"interval":5,"$version":1},"reported":{"a":1,"$version":2}})
        );
    }
}

//! The practice hub's memory: which device ids it knows, by which certificate, and their twins.

use serde_json::{Map, Value, json};

use crate::sorted_map::SortedMap;

/// The most devices the hub remembers. A registration beyond it is throttled.
pub const MAX_HUB_DEVICES: usize = 50_000;

/// The largest `reported` section of a twin, in bytes of JSON: IoT Hub's own limit of 32 KB.
pub const MAX_TWIN_BYTES: usize = 32 * 1024;

/// A device the hub knows. Its id is compared with case, unlike a registration id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubDevice {
    /// The SHA-256 thumbprint (upper-case hex) of the leaf it was provisioned with: the hub knows even
    /// the devices of a group by their own certificate.
    pub thumbprint: String,
    desired: Map<String, Value>,
    desired_version: u64,
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

    /// Merges a patch into the reported properties (`null` removes a member); returns their new version,
    /// or `None` when the patch is no JSON object or would make them too large.
    pub(crate) fn report(&mut self, patch: &[u8]) -> Option<u64> {
        let Ok(Value::Object(patch)) = serde_json::from_slice(patch) else {
            return None;
        };
        let mut merged = self.reported.clone();
        merge(&mut merged, patch);
        if Value::from(merged.clone()).to_string().len() > MAX_TWIN_BYTES {
            return None;
        }
        self.reported = merged;
        self.reported_version += 1;
        Some(self.reported_version)
    }
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

/// All devices, by device id.
#[derive(Debug, Default)]
pub(crate) struct HubDevices {
    devices: SortedMap<String, HubDevice>,
}

impl HubDevices {
    pub(crate) fn device(&self, device_id: &str) -> Option<&HubDevice> {
        self.devices.get(device_id)
    }

    pub(crate) fn device_mut(&mut self, device_id: &str) -> Option<&mut HubDevice> {
        self.devices.get_mut(device_id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &HubDevice)> {
        self.devices
            .iter()
            .map(|(device_id, device)| (device_id.as_str(), device))
    }

    pub(crate) fn has_room_for(&self, device_id: &str) -> bool {
        self.devices.len() < MAX_HUB_DEVICES || self.devices.contains_key(device_id)
    }

    /// Writes the identity; says whether the device was there before. Its twin survives (the default
    /// re-provisioning policy migrates the data).
    pub(crate) fn provision(
        &mut self,
        device_id: &str,
        thumbprint: String,
        initial_twin: Option<&Value>,
    ) -> bool {
        if let Some(device) = self.devices.get_mut(device_id) {
            device.thumbprint = thumbprint;
            return true;
        }
        let desired = initial_twin
            .and_then(|twin| twin.get("properties")?.get("desired")?.as_object())
            .cloned();
        let device = HubDevice {
            thumbprint,
            desired: desired.unwrap_or_default(),
            desired_version: 1,
            reported: Map::new(),
            reported_version: 1,
        };
        self.devices.insert(device_id.to_owned(), device);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device() -> HubDevices {
        let mut devices = HubDevices::default();
        let twin = json!({ "properties": { "desired": { "interval": 5 } } });
        assert!(!devices.provision("dev", "AA".to_owned(), Some(&twin)));
        devices
    }

    #[track_caller]
    fn check(patches: &[&str], expected: &Value) {
        let mut devices = device();
        let device = devices.device_mut("dev").unwrap();
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
        let device = devices.device_mut("dev").unwrap();
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
            assert!(devices.has_room_for("new"));
            devices.provision(&index.to_string(), String::new(), None);
        }
        assert!(!devices.has_room_for("new"));
        assert!(devices.has_room_for("dev"));
    }

    #[test]
    fn provisioning_again_changes_the_certificate_and_keeps_the_twin() {
        let mut devices = device();
        devices
            .device_mut("dev")
            .unwrap()
            .report(b"{\"a\":1}")
            .unwrap();
        assert!(devices.provision("dev", "BB".to_owned(), None));
        let device = devices.device("dev").unwrap();
        assert_eq!(device.thumbprint, "BB");
        assert_eq!(
            device.twin(),
            json!({"desired":{"interval":5,"$version":1},"reported":{"a":1,"$version":2}})
        );
    }
}

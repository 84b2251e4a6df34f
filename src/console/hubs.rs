//! Linked hubs, and the twins of their devices.

use serde_json::{Map, Value, json};

use super::{flag, list, number, optional, text};

/// Whether the service may write devices into a hub, and what that means.
pub const ACCESSES: [(&str, &str); 4] = [
    ("granted", "devices are assigned"),
    ("unauthorized", "registrations fail with 400209"),
    (
        "staleKey",
        "registrations fail with 401002: the stored key is stale",
    ),
    (
        "refused",
        "registrations fail with 401002 and the hub’s own error",
    ),
];

/// A linked hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedHub {
    /// Its host name.
    pub name: String,
    /// Its weight among the others, as typed.
    pub weight: String,
    /// Whether it takes part where an entry names no hubs.
    pub shares: bool,
    /// One of [`ACCESSES`].
    pub access: String,
}

impl LinkedHub {
    /// An empty form.
    pub fn new() -> Self {
        Self {
            name: String::new(),
            weight: "1".to_owned(),
            shares: true,
            access: "granted".to_owned(),
        }
    }

    /// Reads the list.
    pub fn list(answer: &Value) -> Vec<Self> {
        list(answer, |hub| {
            Some(Self {
                name: optional(hub, "name")?,
                weight: number(hub, "allocationWeight").to_string(),
                shares: flag(hub, "applyAllocationPolicy"),
                access: text(hub, "practiceAccess"),
            })
        })
    }

    /// The document to put.
    ///
    /// # Errors
    /// What is wrong, as a sentence.
    pub fn document(&self) -> Result<Value, &'static str> {
        if self.name.trim().is_empty() {
            return Err("Give the host name of the hub.");
        }
        let weight = self.weight.trim().parse::<u16>();
        let weight = weight.or(Err("The weight must be a number from 1 to 1000."))?;
        Ok(json!({
            "name": self.name.trim(),
            "allocationWeight": weight,
            "applyAllocationPolicy": self.shares,
            "practiceAccess": self.access,
        }))
    }
}

impl Default for LinkedHub {
    fn default() -> Self {
        Self::new()
    }
}

/// The twin of a device on a hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The device.
    pub device_id: String,
    /// Its desired properties as JSON, with their version.
    pub desired: String,
    /// Its reported properties likewise.
    pub reported: String,
}

impl Twin {
    /// Reads the twins of a hub.
    pub fn list(answer: &Value) -> Vec<Self> {
        list(answer, |twin| {
            let section = |name: &str| {
                let section = twin.get("properties").and_then(|all| all.get(name));
                section.map(Value::to_string).unwrap_or_default()
            };
            Some(Self {
                device_id: optional(twin, "deviceId")?,
                desired: section("desired"),
                reported: section("reported"),
            })
        })
    }
}

/// The body that merges what was typed into the desired properties.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn desired_patch(typed: &str) -> Result<Value, String> {
    let patch: Map<String, Value> = serde_json::from_slice(typed.as_bytes())
        .map_err(|error| format!("That is no JSON object: {error}."))?;
    Ok(json!({ "properties": { "desired": patch } }))
}

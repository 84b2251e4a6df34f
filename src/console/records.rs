//! Registration records: how the latest registration of each device ended.

use serde_json::Value;

use super::{list, optional, text};

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The device.
    pub registration_id: String,
    /// `assigned`, `failed` or `disabled`.
    pub status: String,
    /// What there is to say about it.
    pub words: String,
    /// When.
    pub updated: String,
}

impl Record {
    /// Reads the list.
    pub fn list(answer: &Value) -> Vec<Self> {
        list(answer, |record| {
            let status = text(record, "status");
            let words = match (
                optional(record, "assignedHub"),
                optional(record, "errorMessage"),
            ) {
                (Some(hub), _) => {
                    let device = text(record, "deviceId");
                    format!("{device} on {hub}, {}", text(record, "substatus"))
                }
                (None, Some(message)) => {
                    let code = record.get("errorCode").map(Value::to_string);
                    format!("{}: {message}", code.unwrap_or_default())
                }
                (None, None) => String::new(),
            };
            Some(Self {
                registration_id: optional(record, "registrationId")?,
                status,
                words: words.trim_end_matches(", ").to_owned(),
                updated: text(record, "lastUpdatedDateTimeUtc"),
            })
        })
    }
}

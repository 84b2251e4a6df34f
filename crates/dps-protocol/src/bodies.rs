//! The JSON that travels in the payloads
//! ([Register device](https://learn.microsoft.com/rest/api/iot-dps/device/runtime-registration/register-device)).
//!
//! Answers are read leniently: what the service adds is kept in `raw`, what it omits is `None`.

use std::error::Error;
use std::fmt;

use serde_json::{Map, Value};

/// What a device publishes to be registered: its ID again, and JSON of its own if it has any, which is
/// handed to a custom allocation webhook.
pub fn register_request(registration_id: &str, payload: Option<&Value>) -> Vec<u8> {
    let body = object(&[
        (
            "registrationId",
            Some(Value::from(registration_id).to_string()),
        ),
        ("payload", payload.map(Value::to_string)),
    ]);
    body.into_bytes()
}

/// A JSON object of names without anything to escape and values that are JSON already, without those that are
/// absent. A map of serde_json would put the members into alphabetical order.
pub fn object(members: &[(&str, Option<String>)]) -> String {
    let mut json = String::from("{");
    for (name, value) in members {
        if let Some(value) = value {
            let comma = if json.len() > 1 { "," } else { "" };
            for part in [comma, "\"", name, "\":", value] {
                json.push_str(part);
            }
        }
    }
    json.push('}');
    json
}

/// Why a body is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyError {
    /// No JSON.
    Json {
        /// What the parser says, with line and column.
        detail: String,
    },
    /// JSON, but no object.
    NotAnObject,
    /// A member that must be there is missing or of another type.
    Member {
        /// Its name.
        name: &'static str,
    },
    /// A status the interface does not know.
    UnknownStatus {
        /// What stands there.
        found: String,
    },
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json { detail } => write!(f, "the body is not JSON: {detail}"),
            Self::NotAnObject => f.write_str("the body is JSON but not an object"),
            Self::Member { name } => {
                write!(f, "the body has no member {name:?} of the expected type")
            }
            Self::UnknownStatus { found } => write!(f, "the status {found:?} is unknown"),
        }
    }
}

impl Error for BodyError {}

/// How a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Not registered.
    Unassigned,
    /// The service is at it; ask again.
    Assigning,
    /// Done: hub and device ID are known.
    Assigned,
    /// The service could not do it.
    Failed,
    /// The enrolment is switched off.
    Disabled,
}

impl Status {
    /// As it stands in the body.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unassigned => "unassigned",
            Self::Assigning => "assigning",
            Self::Assigned => "assigned",
            Self::Failed => "failed",
            Self::Disabled => "disabled",
        }
    }

    /// Reads what stands in the body.
    ///
    /// # Errors
    ///
    /// [`BodyError::UnknownStatus`] for any other word.
    pub fn parse(text: &str) -> Result<Self, BodyError> {
        [
            Self::Unassigned,
            Self::Assigning,
            Self::Assigned,
            Self::Failed,
            Self::Disabled,
        ]
        .into_iter()
        .find(|status| status.as_str() == text)
        .ok_or_else(|| BodyError::UnknownStatus {
            found: text.to_owned(),
        })
    }
}

/// The answer to a registration or a poll.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationStatus {
    /// By what name to ask again. `None` where it is missing or empty, as it is together with `disabled`.
    pub operation_id: Option<String>,
    /// How the registration stands.
    pub status: Status,
    /// Its details. Missing in the first answer.
    pub registration_state: Option<RegistrationState>,
    /// The whole body, untouched.
    pub raw: Value,
}

impl OperationStatus {
    /// Reads a body; only `status` must be there.
    ///
    /// # Errors
    ///
    /// A [`BodyError`] if it is no JSON object or has no known status.
    pub fn parse(body: &[u8]) -> Result<Self, BodyError> {
        let members = members_of(body)?;
        let status = text(&members, "status").ok_or(BodyError::Member { name: "status" })?;
        let status = Status::parse(&status)?;
        let state = members.get("registrationState").and_then(Value::as_object);
        Ok(Self {
            operation_id: text(&members, "operationId").filter(|id| !id.is_empty()),
            status,
            registration_state: state.map(RegistrationState::read),
            raw: Value::Object(members),
        })
    }

    /// `registrationState` as the service sent it, `null` where it did not.
    pub fn raw_registration_state(&self) -> &Value {
        self.raw.get("registrationState").unwrap_or(&Value::Null)
    }
}

/// What the service tells about the device. A member that is missing, or of another type than
/// documented, is `None`; [`OperationStatus::raw`] has them all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegistrationState {
    /// The registration ID.
    pub registration_id: Option<String>,
    /// The host name of the hub, once assigned.
    pub assigned_hub: Option<String>,
    /// The name of the device in that hub, once assigned.
    pub device_id: Option<String>,
    /// How the registration stands.
    pub status: Option<Status>,
    /// How it came to be assigned: `initialAssignment`, `deviceDataMigrated`, `deviceDataReset` or
    /// `reprovisionedToInitialAssignment`.
    pub substatus: Option<String>,
    /// Six digits, once failed.
    pub error_code: Option<u32>,
    /// The service's words for it.
    pub error_message: Option<String>,
    /// When the registration was made, RFC 3339.
    pub created_date_time_utc: Option<String>,
    /// When it last changed, RFC 3339.
    pub last_updated_date_time_utc: Option<String>,
    /// Version of the registration record.
    pub etag: Option<String>,
    /// What a custom allocation webhook returned.
    pub payload: Option<Value>,
    /// The group that let the device in; `None` for an individual enrolment.
    pub enrollment_group_id: Option<String>,
}

impl RegistrationState {
    fn read(members: &Map<String, Value>) -> Self {
        let group = ["x509", "symmetricKey"].iter().find_map(|attestation| {
            members
                .get(*attestation)?
                .get("enrollmentGroupId")?
                .as_str()
        });
        Self {
            registration_id: text(members, "registrationId"),
            assigned_hub: text(members, "assignedHub"),
            device_id: text(members, "deviceId"),
            status: text(members, "status").and_then(|status| Status::parse(&status).ok()),
            substatus: text(members, "substatus"),
            error_code: number(members, "errorCode"),
            error_message: text(members, "errorMessage"),
            created_date_time_utc: text(members, "createdDateTimeUtc"),
            last_updated_date_time_utc: text(members, "lastUpdatedDateTimeUtc"),
            etag: text(members, "etag"),
            payload: members
                .get("payload")
                .filter(|payload| !payload.is_null())
                .cloned(),
            enrollment_group_id: group.map(str::to_owned),
        }
    }
}

/// What comes with a status of 400 or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorBody {
    /// Six digits; the first three are the status.
    pub error_code: u32,
    /// What the service's operators find it by; often empty with 429.
    pub tracking_id: String,
    /// The service's words for it.
    pub message: String,
    /// When, RFC 3339; empty where missing.
    pub timestamp_utc: String,
}

impl ErrorBody {
    /// Reads a body; only `errorCode` must be there, texts that are missing are empty.
    ///
    /// # Errors
    ///
    /// A [`BodyError`] if it is no JSON object or has no `errorCode`.
    pub fn parse(body: &[u8]) -> Result<Self, BodyError> {
        let members = members_of(body)?;
        Ok(Self {
            error_code: number(&members, "errorCode")
                .ok_or(BodyError::Member { name: "errorCode" })?,
            tracking_id: text(&members, "trackingId").unwrap_or_default(),
            message: text(&members, "message").unwrap_or_default(),
            timestamp_utc: text(&members, "timestampUtc").unwrap_or_default(),
        })
    }
}

fn members_of(body: &[u8]) -> Result<Map<String, Value>, BodyError> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(BodyError::NotAnObject),
        Err(error) => Err(BodyError::Json {
            detail: error.to_string(),
        }),
    }
}

fn text(members: &Map<String, Value>, name: &str) -> Option<String> {
    members.get(name)?.as_str().map(str::to_owned)
}

fn number(members: &Map<String, Value>, name: &str) -> Option<u32> {
    members.get(name)?.as_u64()?.try_into().ok()
}

#[cfg(test)]
mod tests;

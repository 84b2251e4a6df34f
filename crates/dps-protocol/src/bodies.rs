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
    // By hand, because a map of serde_json would put the members into alphabetical order.
    let mut body = format!("{{\"registrationId\":{}", Value::from(registration_id));
    if let Some(payload) = payload {
        body.push_str(",\"payload\":");
        body.push_str(&payload.to_string());
    }
    body.push('}');
    body.into_bytes()
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
        let members = object(body)?;
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
        let members = object(body)?;
        Ok(Self {
            error_code: number(&members, "errorCode")
                .ok_or(BodyError::Member { name: "errorCode" })?,
            tracking_id: text(&members, "trackingId").unwrap_or_default(),
            message: text(&members, "message").unwrap_or_default(),
            timestamp_utc: text(&members, "timestampUtc").unwrap_or_default(),
        })
    }
}

fn object(body: &[u8]) -> Result<Map<String, Value>, BodyError> {
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
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(body: &str, operation_id: Option<&str>, status: Status) -> OperationStatus {
        let found = OperationStatus::parse(body.as_bytes()).unwrap();
        assert_eq!(found.operation_id.as_deref(), operation_id);
        assert_eq!(found.status, status);
        found
    }

    #[test]
    fn the_request_names_the_device_first() {
        assert_eq!(
            register_request("dev1", None),
            br#"{"registrationId":"dev1"}"#
        );
        let payload = json!({"modelId": "dtmi:a:b;1"});
        assert_eq!(
            register_request("dev1", Some(&payload)),
            br#"{"registrationId":"dev1","payload":{"modelId":"dtmi:a:b;1"}}"#
        );
        assert_eq!(
            register_request("a\"b\\", Some(&Value::Null)),
            br#"{"registrationId":"a\"b\\","payload":null}"#
        );
    }

    #[test]
    fn every_observed_answer_is_read() {
        let first = check(
            r#"{"operationId":"4.ab.cd","status":"assigning"}"#,
            Some("4.ab.cd"),
            Status::Assigning,
        );
        assert_eq!(first.registration_state, None);
        assert_eq!(first.raw_registration_state(), &Value::Null);

        let assigned = check(
            r#"{"operationId":"4.ab.cd","status":"assigned","registrationState":{"x509":{"enrollmentGroupId":"my-group"},
            "registrationId":"dev1","createdDateTimeUtc":"2023-01-10T21:52:50.5898405Z","assignedHub":"contoso.azure-devices.net",
            "deviceId":"dev1","status":"assigned","substatus":"initialAssignment","payload":{"a":1},
            "lastUpdatedDateTimeUtc":"2023-01-10T21:52:52.1928267Z","etag":"Ij..IA=="},"new":[]}"#,
            Some("4.ab.cd"),
            Status::Assigned,
        );
        let state = assigned.registration_state.unwrap();
        assert_eq!(
            state.assigned_hub.as_deref(),
            Some("contoso.azure-devices.net")
        );
        assert_eq!(state.device_id.as_deref(), Some("dev1"));
        assert_eq!(state.substatus.as_deref(), Some("initialAssignment"));
        assert_eq!(state.status, Some(Status::Assigned));
        assert_eq!(state.enrollment_group_id.as_deref(), Some("my-group"));
        assert_eq!(state.payload, Some(json!({"a": 1})));
        assert_eq!(assigned.raw["new"], json!([]));

        let disabled = check(
            r#"{"operationId":"","status":"disabled","registrationState":{"x509":{},"registrationId":"dev1","status":"disabled"}}"#,
            None,
            Status::Disabled,
        );
        assert_eq!(
            disabled.registration_state.unwrap().enrollment_group_id,
            None
        );

        let failed = check(
            r#"{"operationId":"4.ab.cd","status":"failed","registrationState":{"errorCode":401001,"errorMessage":"IoTHub not found."}}"#,
            Some("4.ab.cd"),
            Status::Failed,
        );
        let state = failed.registration_state.unwrap();
        assert_eq!(
            (state.error_code, state.error_message.as_deref()),
            (Some(401_001), Some("IoTHub not found."))
        );
    }

    #[test]
    fn wrong_types_are_as_good_as_missing() {
        let odd = check(
            r#"{"operationId":7,"status":"assigned","registrationState":{"deviceId":null,"errorCode":-1,"payload":null,"x509":"?"}}"#,
            None,
            Status::Assigned,
        );
        assert_eq!(odd.registration_state, Some(RegistrationState::default()));
        check(
            r#"{"status":"unassigned","registrationState":7}"#,
            None,
            Status::Unassigned,
        );
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let error = |body: &[u8]| OperationStatus::parse(body).unwrap_err();
        assert!(matches!(error(b""), BodyError::Json { .. }));
        assert!(matches!(error(b"\xff\xfe"), BodyError::Json { .. }));
        assert!(matches!(error(b"<html>"), BodyError::Json { .. }));
        assert_eq!(error(b"[]"), BodyError::NotAnObject);
        assert_eq!(error(b"{}"), BodyError::Member { name: "status" });
        assert_eq!(
            error(br#"{"status":"Assigned"}"#).to_string(),
            "the status \"Assigned\" is unknown"
        );
    }

    #[test]
    fn error_bodies_need_only_a_code() {
        let full = br#"{"errorCode":401002,"trackingId":"t","message":"CA certificate not found.","timestampUtc":"2026-01-01T00:00:00.1234567Z"}"#;
        let error = ErrorBody::parse(full).unwrap();
        assert_eq!(error.error_code, 401_002);
        assert_eq!(error.tracking_id, "t");
        assert_eq!(error.message, "CA certificate not found.");
        assert_eq!(error.timestamp_utc, "2026-01-01T00:00:00.1234567Z");
        assert_eq!(
            ErrorBody::parse(br#"{"errorCode":429001}"#)
                .unwrap()
                .message,
            ""
        );
        assert_eq!(
            ErrorBody::parse(br#"{"message":"x"}"#),
            Err(BodyError::Member { name: "errorCode" })
        );
    }

    proptest! {
        #[test]
        fn nothing_panics(body in prop::collection::vec(any::<u8>(), 0..64), text in ".*") {
            let _ = OperationStatus::parse(&body);
            let _ = ErrorBody::parse(&body);
            let built = register_request(&text, Some(&Value::from(text.clone())));
            let read: Value = serde_json::from_slice(&built).unwrap();
            prop_assert_eq!(&read["registrationId"], &Value::from(text.clone()));
            prop_assert_eq!(&read["payload"], &Value::from(text));
        }
    }
}

//! What the service writes: members in the order in which it was seen writing them.

use dps_protocol::bodies::object;
use serde_json::Value;

use crate::decision::{Entry, Refusal};

/// An operation and, once there is something to say, the registration.
pub(crate) struct OperationBody<'a> {
    pub operation_id: &'a str,
    pub status: &'static str,
    pub registration_state: Option<RegistrationBody<'a>>,
}

/// The registration; what a status does not have is left out.
#[derive(Default)]
pub(crate) struct RegistrationBody<'a> {
    pub x509: Option<X509Body<'a>>,
    pub registration_id: &'a str,
    pub created_date_time_utc: Option<&'a str>,
    pub assigned_hub: Option<&'a str>,
    pub device_id: Option<&'a str>,
    pub status: &'static str,
    pub substatus: Option<&'static str>,
    pub error_code: Option<u32>,
    pub error_message: Option<&'static str>,
    pub last_updated_date_time_utc: Option<&'a str>,
    pub etag: Option<&'a str>,
}

/// `{}` for an individual enrolment, the group's name for a group.
pub(crate) struct X509Body<'a> {
    enrollment_group_id: Option<&'a str>,
}

impl<'a> X509Body<'a> {
    pub(crate) fn of(entry: &'a Entry) -> Self {
        let enrollment_group_id = match entry {
            Entry::Individual => None,
            Entry::Group {
                enrollment_group_id,
            } => Some(enrollment_group_id.as_str()),
        };
        Self {
            enrollment_group_id,
        }
    }

    fn json(&self) -> String {
        object(&[("enrollmentGroupId", self.enrollment_group_id.map(text))])
    }
}

impl OperationBody<'_> {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let state = self.registration_state.as_ref();
        let body = object(&[
            ("operationId", Some(text(self.operation_id))),
            ("status", Some(text(self.status))),
            ("registrationState", state.map(RegistrationBody::json)),
        ]);
        body.into_bytes()
    }
}

impl RegistrationBody<'_> {
    fn json(&self) -> String {
        object(&[
            ("x509", self.x509.as_ref().map(X509Body::json)),
            ("registrationId", Some(text(self.registration_id))),
            ("createdDateTimeUtc", self.created_date_time_utc.map(text)),
            ("assignedHub", self.assigned_hub.map(text)),
            ("deviceId", self.device_id.map(text)),
            ("status", Some(text(self.status))),
            ("substatus", self.substatus.map(text)),
            ("errorCode", self.error_code.map(|code| code.to_string())),
            ("errorMessage", self.error_message.map(text)),
            (
                "lastUpdatedDateTimeUtc",
                self.last_updated_date_time_utc.map(text),
            ),
            ("etag", self.etag.map(text)),
        ])
    }
}

/// An error answer. `tracking_id` is empty on 429 and a GUID elsewhere.
pub(crate) fn error(refusal: &Refusal, tracking_id: &str, timestamp: &str) -> Vec<u8> {
    let tracking_id = if refusal.status() == 429 {
        ""
    } else {
        tracking_id
    };
    let body = object(&[
        ("errorCode", Some(refusal.code.to_string())),
        ("trackingId", Some(text(tracking_id))),
        ("message", Some(text(refusal.message))),
        ("timestampUtc", Some(text(timestamp))),
    ]);
    body.into_bytes()
}

fn text(text: &str) -> String {
    Value::from(text).to_string()
}

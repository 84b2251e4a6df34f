//! What the service writes: members in the order in which it was seen writing them.

use serde::Serialize;

use crate::decision::{Entry, Refusal};

/// An operation and, once there is something to say, the registration.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OperationBody<'a> {
    pub operation_id: &'a str,
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_state: Option<RegistrationBody<'a>>,
}

/// The registration; what a status does not have is left out.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegistrationBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x509: Option<X509Body<'a>>,
    pub registration_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_date_time_utc: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned_hub: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<&'a str>,
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub substatus: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_updated_date_time_utc: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<&'a str>,
}

/// `{}` for an individual enrolment, the group's name for a group.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct X509Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
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
}

/// An error answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody<'a> {
    error_code: u32,
    tracking_id: &'a str,
    message: &'static str,
    timestamp_utc: &'a str,
}

/// `tracking_id` is empty on 429 and a GUID elsewhere.
pub(crate) fn error(refusal: &Refusal, tracking_id: &str, timestamp: &str) -> Vec<u8> {
    to_bytes(&ErrorBody {
        error_code: refusal.code,
        tracking_id: if refusal.status() == 429 {
            ""
        } else {
            tracking_id
        },
        message: refusal.message,
        timestamp_utc: timestamp,
    })
}

/// Structs of strings and numbers always serialize.
pub(crate) fn to_bytes(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}

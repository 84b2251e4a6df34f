//! What the service writes: members in the order in which it was seen writing them.

use dps_protocol::bodies::object;
use serde_json::Value;

use crate::AttestationKind;
use crate::decision::Refusal;

/// An operation and, once there is something to say, the registration in JSON.
pub(crate) struct OperationBody<'a> {
    pub operation_id: &'a str,
    pub status: &'static str,
    pub registration_state: Option<String>,
}

/// The registration; what a status does not have is left out.
#[derive(Default)]
pub(crate) struct RegistrationBody<'a> {
    pub attestation: Option<AttestationBody<'a>>,
    pub registration_id: &'a str,
    pub created_date_time_utc: Option<&'a str>,
    pub assigned_hub: Option<&'a str>,
    pub device_id: Option<&'a str>,
    pub status: &'static str,
    pub substatus: Option<&'static str>,
    pub error_code: Option<u32>,
    pub error_message: Option<&'a str>,
    pub last_updated_date_time_utc: Option<&'a str>,
    pub etag: Option<&'a str>,
    pub payload: Option<&'a Value>,
}

/// `{}` for an individual enrolment, the group's name for a group; its member is called after the kind.
pub(crate) struct AttestationBody<'a> {
    pub kind: AttestationKind,
    pub enrollment_group_id: Option<&'a str>,
}

impl AttestationBody<'_> {
    fn json(&self) -> String {
        object(&[("enrollmentGroupId", self.enrollment_group_id.map(text))])
    }
}

impl OperationBody<'_> {
    pub(crate) fn to_json(&self) -> String {
        object(&[
            ("operationId", Some(text(self.operation_id))),
            ("status", Some(text(self.status))),
            ("registrationState", self.registration_state.clone()),
        ])
    }
}

impl RegistrationBody<'_> {
    pub(crate) fn json(&self) -> String {
        let of_kind = |kind| {
            let attestation = self.attestation.as_ref();
            attestation
                .filter(|attestation| attestation.kind == kind)
                .map(AttestationBody::json)
        };
        object(&[
            ("x509", of_kind(AttestationKind::X509)),
            ("symmetricKey", of_kind(AttestationKind::SymmetricKey)),
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
            ("payload", self.payload.map(Value::to_string)),
        ])
    }
}

/// An error answer. `tracking_id` is empty on 429 and a GUID elsewhere.
pub(crate) fn error(refusal: &Refusal, tracking_id: &str, timestamp: &str) -> String {
    let tracking_id = if refusal.status() == 429 {
        ""
    } else {
        tracking_id
    };
    object(&[
        ("errorCode", Some(refusal.code.to_string())),
        ("trackingId", Some(text(tracking_id))),
        ("message", Some(text(&refusal.message))),
        ("timestampUtc", Some(text(timestamp))),
    ])
}

fn text(text: &str) -> String {
    Value::from(text).to_string()
}

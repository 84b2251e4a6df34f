//! The strings that will be sent, built from the inputs and from what the run has learnt so far.
//!
//! Every one of them may be changed on purpose: then the changed text is what is sent, and what is shown.

use dps_protocol::mark::{self, Span};
use dps_protocol::{hub, topics, username};

use crate::inputs::{Field, Inputs, Place};

/// What the run has learnt from the service so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The request ID of the registration, once it was sent.
    pub register_request_id: Option<String>,
    /// The request ID of the latest poll.
    pub poll_request_id: Option<String>,
    /// The operation ID the service gave.
    pub operation_id: Option<String>,
    /// The hub it assigned.
    pub assigned_hub: Option<String>,
    /// The device ID it assigned.
    pub device_id: Option<String>,
}

/// A string as it will be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The text. Where something is not known yet, a name in braces stands for it: `{operationId}`.
    pub text: String,
    /// The identity parts in it, as byte ranges of `text`.
    pub spans: Vec<Span>,
    /// Whether it was changed on purpose.
    pub edited: bool,
}

/// Stands for an operation ID that the service has not given yet.
pub const OPERATION_ID: &str = "{operationId}";
/// Stands for the hub that the service has not assigned yet.
pub const ASSIGNED_HUB: &str = "{assignedHub}";
/// Stands for the device ID that the service has not assigned yet.
pub const DEVICE_ID: &str = "{deviceId}";
/// Stands for the request ID in an edited topic.
pub const REQUEST_ID: &str = "{rid}";

/// What the first message says.
pub const TELEMETRY: &str = r#"{"temperature":21.5}"#;

/// The string of a field as it will be sent.
pub fn built(inputs: &Inputs, known: &Known, field: Field) -> Built {
    let edit = inputs.edits.get(&field);
    let text = match edit {
        Some(text) => filled(text, known, field),
        None => proper(inputs, known, field),
    };
    Built {
        spans: spans(field, &text),
        text,
        edited: edit.is_some(),
    }
}

/// The host name that DPS is reached by, and that its certificate must carry.
pub fn dps_host(inputs: &Inputs) -> String {
    match inputs.place {
        Place::InPage => String::new(),
        Place::Practice => "localhost".to_owned(),
        Place::Azure(cloud) => cloud.host().to_owned(),
        Place::Own => inputs.own_host.trim().to_owned(),
    }
}

/// The right string, before any edit.
pub fn proper(inputs: &Inputs, known: &Known, field: Field) -> String {
    let or = |value: &Option<String>, placeholder: &str| {
        value.clone().unwrap_or_else(|| placeholder.to_owned())
    };
    match field {
        Field::ServerName => dps_host(inputs),
        Field::ClientId => inputs.registration_id.clone(),
        Field::Username => username::format(
            &inputs.id_scope,
            &inputs.registration_id,
            &inputs.api_version,
        ),
        Field::Password => String::new(),
        Field::Filter => topics::RESPONSE_FILTER.to_owned(),
        Field::RegisterTopic => topics::register(&or(&known.register_request_id, "1")),
        Field::RegisterPayload => {
            let payload = serde_json::from_slice(inputs.payload.as_bytes()).ok();
            let body =
                dps_protocol::bodies::register_request(&inputs.registration_id, payload.as_ref());
            String::from_utf8_lossy(&body).into_owned()
        }
        Field::PollTopic => topics::operation_status(
            &or(&known.poll_request_id, "2"),
            &or(&known.operation_id, OPERATION_ID),
        ),
        Field::HubClientId => or(&known.device_id, DEVICE_ID),
        Field::HubUsername => hub::username(
            &or(&known.assigned_hub, ASSIGNED_HUB),
            &or(&known.device_id, DEVICE_ID),
        ),
        Field::TelemetryTopic => hub::telemetry_topic(&or(&known.device_id, DEVICE_ID)),
        Field::TelemetryPayload => TELEMETRY.to_owned(),
    }
}

/// An edited text with what it stands for filled in, where that is known.
fn filled(text: &str, known: &Known, field: Field) -> String {
    let request_id = if field == Field::PollTopic {
        &known.poll_request_id
    } else {
        &known.register_request_id
    };
    let mut filled = text.to_owned();
    let values = [
        (REQUEST_ID, request_id),
        (OPERATION_ID, &known.operation_id),
        (ASSIGNED_HUB, &known.assigned_hub),
        (DEVICE_ID, &known.device_id),
    ];
    for (placeholder, value) in values {
        if let Some(value) = value {
            filled = filled.replace(placeholder, value);
        }
    }
    filled
}

fn spans(field: Field, text: &str) -> Vec<Span> {
    match field {
        Field::ServerName | Field::Password => Vec::new(),
        Field::ClientId => mark::client_id(text),
        Field::Username => mark::username(text),
        Field::Filter | Field::RegisterTopic | Field::PollTopic => mark::topic(text),
        Field::RegisterPayload | Field::TelemetryPayload => mark::json(text),
        Field::HubClientId => vec![Span {
            range: 0..text.len(),
            part: mark::Part::DeviceId,
        }],
        Field::HubUsername => mark::hub_username(text),
        Field::TelemetryTopic => mark::hub_topic(text),
    }
}

/// What editing of a field starts from: its right value, with placeholders for what changes from run to run.
pub fn template(inputs: &Inputs, field: Field) -> String {
    let known = Known {
        register_request_id: Some(REQUEST_ID.to_owned()),
        poll_request_id: Some(REQUEST_ID.to_owned()),
        ..Known::default()
    };
    proper(inputs, &known, field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(built: &Built) -> Vec<(&str, &'static str)> {
        built
            .spans
            .iter()
            .map(|span| (&built.text[span.range.clone()], span.part.as_str()))
            .collect()
    }

    #[test]
    fn the_username_is_built_from_the_names_and_marked() {
        let built = built(&Inputs::default(), &Known::default(), Field::Username);
        assert_eq!(
            built.text,
            "0ne00C0FFEE/registrations/press-17/api-version=2019-03-31"
        );
        assert_eq!(
            parts(&built),
            [
                ("0ne00C0FFEE", "id-scope"),
                ("press-17", "registration-id"),
                ("2019-03-31", "api-version")
            ]
        );
        assert!(!built.edited);
    }

    #[test]
    fn an_edit_is_what_is_shown() {
        let mut inputs = Inputs::default();
        inputs.edits.insert(Field::ClientId, "press-18".to_owned());
        let built = built(&inputs, &Known::default(), Field::ClientId);
        assert_eq!(built.text, "press-18");
        assert!(built.edited);
    }

    #[test]
    fn what_is_not_known_yet_is_named() {
        let built = built(&Inputs::default(), &Known::default(), Field::PollTopic);
        assert!(
            built.text.ends_with("&operationId={operationId}"),
            "{}",
            built.text
        );
    }

    #[test]
    fn an_edited_topic_takes_in_what_the_service_gave() {
        let mut inputs = Inputs::default();
        inputs.edits.insert(
            Field::PollTopic,
            template(&inputs, Field::PollTopic).replace("$rid", "rid"),
        );
        let known = Known {
            poll_request_id: Some("3".to_owned()),
            operation_id: Some("4.ab.cd".to_owned()),
            ..Known::default()
        };
        let built = built(&inputs, &known, Field::PollTopic);
        assert_eq!(
            built.text,
            "$dps/registrations/GET/iotdps-get-operationstatus/?rid=3&operationId=4.ab.cd"
        );
    }

    #[test]
    fn the_payload_takes_in_custom_json() {
        let inputs = Inputs {
            payload: r#"{"modelId":"dtmi:a;1"}"#.to_owned(),
            ..Inputs::default()
        };
        let built = built(&inputs, &Known::default(), Field::RegisterPayload);
        assert_eq!(
            built.text,
            r#"{"registrationId":"press-17","payload":{"modelId":"dtmi:a;1"}}"#
        );
    }
}

//! The fields of the form as places of evidence: what they are called, and in which step they stand.

use crate::inputs::Field;
use crate::lesson::StepId;

/// Who the device is and what the service knows of it: choices that are no strings of their own.
pub const PRACTICE_IDENTITY: &str = "practice-identity";
/// How much of the chain is presented.
pub const PRESENTED: &str = "presented";
/// What the practice service is told.
pub const ENROLMENT: &str = "enrolment";
/// What the server is trusted by.
pub const SERVER_TRUST: &str = "server-trust";
/// The ID scope.
pub const ID_SCOPE: &str = "id-scope";
/// The registration ID.
pub const REGISTRATION_ID: &str = "registration-id";
/// The host of a place of one's own.
pub const OWN_HOST: &str = "own-host";
/// Its port.
pub const OWN_PORT: &str = "own-port";

/// Where to register.
pub const WHERE: &str = "place";

/// The built string of this name.
pub fn built(name: &str) -> Option<Field> {
    Field::ALL.iter().copied().find(|field| field.id() == name)
}

/// What a field is called in a sentence.
pub fn title(name: &str) -> String {
    match name {
        PRACTICE_IDENTITY => "practice identity".to_owned(),
        PRESENTED => "certificates presented".to_owned(),
        ENROLMENT => "enrolment".to_owned(),
        SERVER_TRUST => "trust in the server".to_owned(),
        ID_SCOPE => "ID scope".to_owned(),
        REGISTRATION_ID => "registration ID".to_owned(),
        OWN_HOST => "host".to_owned(),
        OWN_PORT => "port".to_owned(),
        WHERE => "place".to_owned(),
        _ => match built(name) {
            Some(field) => {
                let label = field.label().to_lowercase().replace(" id", " ID");
                match field {
                    Field::HubClientId | Field::HubUsername => format!("{label} for the hub"),
                    Field::RegisterTopic | Field::RegisterPayload => {
                        format!("{label} of the registration")
                    }
                    Field::PollTopic => format!("{label} of the poll"),
                    Field::TelemetryTopic | Field::TelemetryPayload => {
                        format!("{label} of the first message")
                    }
                    _ => label,
                }
            }
            None => name.to_owned(),
        },
    }
}

/// The step in which the field stands in the page.
pub fn stands_in(name: &str) -> StepId {
    match name {
        ID_SCOPE | REGISTRATION_ID | OWN_HOST | OWN_PORT | WHERE => StepId::Identity,
        PRACTICE_IDENTITY | PRESENTED | ENROLMENT => StepId::Certificates,
        SERVER_TRUST => StepId::Trust,
        _ => built(name).map_or(StepId::Identity, Field::step),
    }
}

/// The step in which it first makes a difference to anybody else.
pub fn matters_in(name: &str) -> StepId {
    match name {
        ID_SCOPE | REGISTRATION_ID => StepId::Connect,
        OWN_HOST | OWN_PORT | WHERE => StepId::Trust,
        PRACTICE_IDENTITY | PRESENTED | ENROLMENT => StepId::Register,
        _ => stands_in(name),
    }
}

/// The id of the element that stands for the field.
pub fn element(name: &str) -> String {
    match built(name) {
        Some(field) => format!("field-{}", field.id()),
        None => match name {
            PRACTICE_IDENTITY | PRESENTED | ENROLMENT | SERVER_TRUST => format!("choice-{name}"),
            _ => name.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_called_as_in_a_sentence() {
        assert_eq!(title("client-id"), "client ID");
        assert_eq!(title("hub-client-id"), "client ID for the hub");
        assert_eq!(title("register-topic"), "topic of the registration");
        assert_eq!(title("id-scope"), "ID scope");
    }

    #[test]
    fn every_built_string_stands_where_it_is_sent() {
        for field in Field::ALL {
            assert_eq!(stands_in(field.id()), field.step());
            assert_eq!(matters_in(field.id()), field.step());
            assert_eq!(element(field.id()), format!("field-{}", field.id()));
        }
    }
}

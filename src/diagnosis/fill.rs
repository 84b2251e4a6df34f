//! Values of pasted text for the lesson, its mistakes included if that is wanted.

use diagnose::Sign;
use diagnose::paste::Reading;
use dps_protocol::topics::{RESPONSE_FILTER, RequestTopic};
use dps_protocol::username::Username;

use super::mend::cloud;
use crate::inputs::{Cloud, Field, Inputs, PRACTICE_ID_SCOPE, Place};
use crate::plan::{self, Known};

/// How the lesson is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filling {
    /// In the page, against the practice service: its ID scope takes the place of the one that was pasted.
    pub rehearse: bool,
    /// Strings that are wrong come along, to be seen refused.
    pub mistakes: bool,
}

/// Whether there is anything to fill in.
pub fn can_fill(reading: &Reading) -> bool {
    let values = &reading.values;
    values.id_scope.is_some() || values.registration_id.is_some()
}

/// Fills the form. What the text does not say stays as it is.
pub fn fill(inputs: &mut Inputs, reading: &Reading, how: Filling) {
    let values = &reading.values;
    let set = |into: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            into.clone_from(value);
        }
    };
    set(&mut inputs.id_scope, &values.id_scope);
    set(&mut inputs.registration_id, &values.registration_id);
    set(&mut inputs.api_version, &values.api_version);
    inputs.edits = Default::default();
    if how.rehearse {
        inputs.place = Place::InPage;
        inputs.id_scope = PRACTICE_ID_SCOPE.to_owned();
    } else if let Some(host) = &values.host {
        go_to(inputs, host, values.port);
    }
    if how.mistakes {
        mistakes(inputs, reading);
    }
}

/// An instance's own name is one of its cloud.
fn go_to(inputs: &mut Inputs, host: &str, port: Option<u16>) {
    let name = host.rsplit("://").next().unwrap_or_default();
    let name = name.split(['/', ':']).next().unwrap_or_default();
    let global = name
        .split_once('.')
        .map(|(_, rest)| format!("global.{rest}"));
    let known = cloud(name).or_else(|| global.as_deref().and_then(cloud));
    match known {
        Some(cloud) => inputs.place = Place::Azure(cloud),
        None if name.ends_with(".azure-devices.net") => {
            inputs.place = Place::Azure(Cloud::Public);
        }
        None => {
            inputs.place = Place::Own;
            inputs.own_host = name.to_owned();
            inputs.own_port = port.unwrap_or(8883).to_string();
        }
    }
}

/// Strings that are not as the page would build them.
fn mistakes(inputs: &mut Inputs, reading: &Reading) {
    let has = |sign: Sign| reading.evidence.has(sign);
    let said = |what: &str| {
        let mut understood = reading.understood.iter();
        let found = understood.find(|understood| understood.what == what);
        found.map(|understood| understood.value.clone())
    };
    if let Some(username) = said("username") {
        // The ID scope may have been replaced; the rest is as it was.
        let username = match Username::parse(&username) {
            Ok(parsed) if parsed.id_scope != inputs.id_scope && !parsed.id_scope.is_empty() => {
                username.replacen(&parsed.id_scope, &inputs.id_scope, 1)
            }
            _ => username,
        };
        edit(inputs, Field::Username, username);
    }
    if let Some(client) = said("client ID") {
        edit(inputs, Field::ClientId, client);
    }
    if let Some(filter) = said("topic filter").filter(|filter| filter != RESPONSE_FILTER) {
        edit(
            inputs,
            Field::Filter,
            as_sent(&filter, has(Sign::DollarQuoted)),
        );
    }
    if let Some(topic) = said("topic") {
        let topic = as_sent(&topic, has(Sign::DollarQuoted));
        let right = RequestTopic::parse(&topic).is_ok_and(|topic| !topic.request_id().is_empty());
        if !right {
            let poll = topic.contains("operationstatus");
            edit(
                inputs,
                if poll {
                    Field::PollTopic
                } else {
                    Field::RegisterTopic
                },
                topic,
            );
        }
    }
    if let Some(body) = said("body").filter(|_| has(Sign::BodyNotJson) || has(Sign::BodyOfAnother))
    {
        edit(inputs, Field::RegisterPayload, body);
    }
}

/// What is sent when a shell has looked for variables in it.
fn as_sent(topic: &str, quoted: bool) -> String {
    if quoted {
        return topic.replace("$dps", "").replace("$rid", "");
    }
    topic.to_owned()
}

fn edit(inputs: &mut Inputs, field: Field, text: String) {
    if plan::proper(inputs, &Known::default(), field) != text {
        inputs.edits.insert(field, text);
    }
}

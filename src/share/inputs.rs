//! The inputs in a link: everything but passwords, own server roots and whether to record.

use serde_json::{Map, Value, json};

use crate::inputs::{
    Cloud, Enrolment, Field, Inputs, Place, PracticeIdentity, Presented, ServerTrust,
};

const PLACES: [(Place, &str, &str); 6] = [
    (
        Place::InPage,
        "page",
        "the practice service inside the page",
    ),
    (
        Place::Practice,
        "practice",
        "the practice service beside the relay",
    ),
    (Place::Azure(Cloud::Public), "azure", "Azure public cloud"),
    (
        Place::Azure(Cloud::Government),
        "azure-us",
        "Azure Government",
    ),
    (Place::Azure(Cloud::China), "azure-cn", "Azure in China"),
    (Place::Own, "own", "a host of one’s own"),
];

const ENROLMENTS: [(Enrolment, &str); 6] = [
    (Enrolment::Individual, "individual"),
    (Enrolment::IndividualDisabled, "disabled"),
    (Enrolment::Group, "group"),
    (Enrolment::GroupUnverified, "unverified"),
    (Enrolment::None, "none"),
    (Enrolment::Kept, "kept"),
];

const IDENTITIES: [(PracticeIdentity, &str); 5] = [
    (PracticeIdentity::SelfSigned, "self-signed"),
    (PracticeIdentity::Issued, "issued"),
    (PracticeIdentity::Expired, "expired"),
    (PracticeIdentity::NotYetValid, "not-yet"),
    (PracticeIdentity::Nameless, "nameless"),
];

/// Where the inputs lead, for people.
pub(super) fn place_in_words(inputs: &Inputs) -> String {
    let words = PLACES.iter().find(|(place, ..)| *place == inputs.place);
    let words = words.map_or("", |(.., words)| words);
    match inputs.place {
        Place::Own => format!("{words}, {}:{}", inputs.own_host, inputs.own_port),
        _ => words.to_owned(),
    }
}

pub(super) fn write(inputs: &Inputs) -> Value {
    let edits: Map<String, Value> = Field::ALL
        .iter()
        .filter(|field| **field != Field::Password)
        .filter_map(|field| Some((field.id().to_owned(), json!(inputs.edits.get(field)?))))
        .collect();
    let place = PLACES.iter().find(|(place, ..)| *place == inputs.place);
    json!({
        "place": place.map(|(_, word, _)| word),
        "host": inputs.own_host,
        "port": inputs.own_port,
        "scope": inputs.id_scope,
        "id": inputs.registration_id,
        "api": inputs.api_version,
        "payload": inputs.payload,
        "enrolment": word(&ENROLMENTS, inputs.enrolment),
        "identity": word(&IDENTITIES, inputs.practice_identity),
        "leafOnly": inputs.presented == Presented::LeafOnly,
        "azureRoots": inputs.trust == ServerTrust::AzureRoots,
        "edits": edits,
    })
}

pub(super) fn read(value: &Value) -> Option<Inputs> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let flag = |name: &str| value[name].as_bool();
    let place = value["place"].as_str()?;
    let mut inputs = Inputs {
        place: PLACES.iter().find(|(_, word, _)| *word == place)?.0,
        own_host: text("host")?,
        own_port: text("port")?,
        id_scope: text("scope")?,
        registration_id: text("id")?,
        api_version: text("api")?,
        payload: text("payload")?,
        enrolment: of_word(&ENROLMENTS, value["enrolment"].as_str()?)?,
        practice_identity: of_word(&IDENTITIES, value["identity"].as_str()?)?,
        presented: if flag("leafOnly")? {
            Presented::LeafOnly
        } else {
            Presented::Chain
        },
        trust: if flag("azureRoots")? {
            ServerTrust::AzureRoots
        } else {
            ServerTrust::Fitting
        },
        ..Inputs::default()
    };
    for (id, text) in value["edits"].as_object()? {
        let field = Field::ALL.iter().find(|field| field.id() == id)?;
        if *field != Field::Password {
            inputs.edits.insert(*field, text.as_str()?.to_owned());
        }
    }
    Some(inputs)
}

fn word<T: Copy + PartialEq>(words: &[(T, &'static str)], one: T) -> Option<&'static str> {
    words
        .iter()
        .find(|(known, _)| *known == one)
        .map(|(_, word)| *word)
}

fn of_word<T: Copy>(words: &[(T, &str)], word: &str) -> Option<T> {
    words
        .iter()
        .find(|(_, known)| *known == word)
        .map(|(one, _)| *one)
}

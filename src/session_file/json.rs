//! The session as JSON, for programs. Members may be added; none is renamed or dropped without a new `version`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use device_session::LoggedPacket;
use serde_json::{Map, Value, json};

use super::{Session, masked};
use crate::inputs::{Field, Inputs, ServerTrust};
use crate::journey::{ConnectionFacts, Entry, LinkFailure, Purpose, What};
use crate::plan;

/// The session as a JSON document.
pub fn json(session: &Session<'_>) -> String {
    let entries: Vec<Value> = session.trace.iter().map(entry).collect();
    let document = json!({
        "version": 1,
        "program": concat!("dps-playground ", env!("CARGO_PKG_VERSION")),
        "timesAreSecondsSince": device_certs::time::rfc3339(session.opened_unix_secs),
        "inputs": inputs(session.inputs),
        "entries": entries,
    });
    format!("{document:#}\n")
}

fn inputs(inputs: &Inputs) -> Value {
    let edits: Map<String, Value> = Field::ALL
        .iter()
        .filter(|field| **field != Field::Password)
        .filter_map(|field| Some((field.id().to_owned(), json!(inputs.edits.get(field)?))))
        .collect();
    let own_roots = match &inputs.trust {
        ServerTrust::Own(roots) => chain(roots),
        _ => Value::Null,
    };
    json!({
        "host": plan::dps_host(inputs),
        "idScope": inputs.id_scope,
        "registrationId": inputs.registration_id,
        "apiVersion": inputs.api_version,
        "payload": inputs.payload,
        "changedOnPurpose": edits,
        "ownServerRoots": own_roots,
    })
}

fn entry(entry: &Entry) -> Value {
    let mut members = match &entry.what {
        What::Progress(doing) => json!({ "what": "progress", "doing": doing }),
        What::Signed { scheme } => json!({ "what": "signed", "scheme": scheme }),
        What::Opened(facts) => opened(facts),
        What::Packet(logged) => packet(&masked(logged)),
        What::Fault { id, title } => json!({ "what": "fault", "id": id, "title": title }),
        What::Failed(why) => failure("failed", Some(why)),
        What::Closed(why) => failure("closed", why.as_ref()),
    };
    if let Value::Object(members) = &mut members {
        members.insert("at".into(), json!(entry.at.as_secs_f64()));
        members.insert("step".into(), json!(entry.step.slug()));
        let purpose = match entry.purpose {
            Purpose::Dps => "dps",
            Purpose::Hub => "hub",
        };
        members.insert("connection".into(), json!(purpose));
    }
    members
}

fn opened(facts: &ConnectionFacts) -> Value {
    json!({
        "what": "opened",
        "endpoint": facts.endpoint,
        "tlsVersion": facts.tls_version,
        "cipherSuite": facts.cipher_suite,
        "serverChain": chain(&facts.server_chain),
        "serverRoot": facts.server_root,
        "presented": chain(&facts.presented),
    })
}

/// Certificates as DER in base64, leaf first.
fn chain(certificates: &[Vec<u8>]) -> Value {
    let encoded: Vec<String> = certificates
        .iter()
        .map(|der| STANDARD.encode(der))
        .collect();
    json!(encoded)
}

/// The members are those of `register`'s report, and the bytes.
fn packet(packet: &LoggedPacket) -> Value {
    let payload = packet.payload().map(|payload| {
        std::str::from_utf8(payload).map_or_else(|_| STANDARD.encode(payload), String::from)
    });
    json!({
        "what": "packet",
        "direction": packet.direction.as_str(),
        "kind": packet.kind(),
        "topic": packet.topic(),
        "payload": payload,
        "bytes": STANDARD.encode(&packet.bytes),
    })
}

fn failure(what: &str, failure: Option<&LinkFailure>) -> Value {
    json!({
        "what": what,
        "code": failure.map(|failure| &failure.code),
        "detail": failure.map(|failure| &failure.detail),
        "alert": failure.and_then(|failure| failure.alert.as_ref()),
    })
}

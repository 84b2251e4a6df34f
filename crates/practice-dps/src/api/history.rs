//! What happened: entries and connections.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Ask, Reply};
use crate::{HistoryEntry, PracticeDps, SeenConnection};

/// The most entries in one answer. The next ones are asked for with the number of the last.
const MAX_ENTRIES: usize = 500;

/// `?after=NUMBER`: what is newer. `wait=SECONDS` was seen to before this is asked.
pub(super) fn entries(service: &mut PracticeDps, ask: Ask<'_>, rest: &[&str]) -> Reply {
    match (ask.method, rest) {
        ("GET", []) => match HistoryQuery::parse(ask.query) {
            Err(error) => Reply::wrong(error),
            Ok(query) => {
                let newer = service
                    .history()
                    .filter(|entry| entry.number > query.after)
                    .take(MAX_ENTRIES);
                let entries: Vec<_> = newer.map(entry).collect();
                Reply::ok(&json!({ "recorded": service.history_recorded(), "entries": entries }))
            }
        },
        ("DELETE", []) => {
            service.clear_history();
            Reply::done()
        }
        (_, []) => Reply::no_such_method(),
        _ => Reply::no_such_path(),
    }
}

pub(super) fn connections(service: &mut PracticeDps, ask: Ask<'_>, rest: &[&str]) -> Reply {
    match (ask.method, rest) {
        ("GET", []) => Reply::list(service.connections().map(connection)),
        (_, []) => Reply::no_such_method(),
        _ => Reply::no_such_path(),
    }
}

/// What is asked of the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Only entries with a higher number.
    pub after: u64,
    /// For how long to wait for such an entry, in seconds.
    pub wait_secs: u64,
}

impl HistoryQuery {
    /// Reads `after=NUMBER&wait=SECONDS`, each of which may be absent.
    ///
    /// # Errors
    ///
    /// What is wrong with it, for people.
    pub fn parse(query: &str) -> Result<Self, &'static str> {
        let mut parsed = Self::default();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let number = match name {
                "after" => &mut parsed.after,
                "wait" => &mut parsed.wait_secs,
                _ => return Err("only after and wait are known"),
            };
            *number = value.parse().or(Err("not a number"))?;
        }
        Ok(parsed)
    }
}

fn entry(entry: &HistoryEntry) -> Value {
    let packet = entry.packet.as_ref().map(|packet| {
        json!({
            "direction": packet.direction.as_str(),
            "bytes": STANDARD.encode(&packet.bytes),
            "length": packet.length,
        })
    });
    let rule = entry.rule.map(|rule| {
        json!({ "id": rule.id(), "text": rule.text(), "evidence": rule.evidence().as_str() })
    });
    json!({
        "number": entry.number,
        "at": entry.at.to_string(),
        "connection": entry.session.number(),
        "registrationId": entry.registration_id,
        "what": entry.what,
        "rule": rule,
        "fault": entry.fault,
        "packet": packet,
    })
}

fn connection(seen: &SeenConnection) -> Value {
    let tls = seen.tls.as_ref().map(|tls| {
        json!({ "version": tls.version, "cipher": tls.cipher, "serverName": tls.server_name })
    });
    let failure = seen
        .tls_failure
        .as_ref()
        .map(|failure| json!({ "what": failure.what, "serverName": failure.server_name }));
    let chain: Vec<_> = seen.chain.iter().map(|der| STANDARD.encode(der)).collect();
    json!({
        "connection": seen.session.number(),
        "openedDateTimeUtc": seen.opened_at.to_string(),
        "closedDateTimeUtc": seen.closed_at.map(|at| at.to_string()),
        "peer": seen.peer,
        "registrationId": seen.registration_id,
        "isHub": seen.is_hub,
        "tls": tls,
        "tlsFailure": failure,
        "certificates": chain,
        "presented": seen.presented,
        "fault": seen.fault,
    })
}

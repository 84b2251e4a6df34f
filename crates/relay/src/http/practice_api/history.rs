//! What happened: entries, live if one waits for them, and connections.

use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use practice_dps::{HistoryEntry, SeenConnection};
use relay_protocol::{CONNECTIONS_PATH, HISTORY_PATH};
use serde_json::{Value, json};

use super::{either, no_practice, with_service};
use crate::http::api::{App, refused};

/// The most entries in one answer. The next ones are asked for with the number of the last.
const MAX_ENTRIES: usize = 500;

/// The longest wait for something new, in seconds: less than the time a request may take.
const MAX_WAIT_SECS: u64 = 15;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(HISTORY_PATH, get(read).delete(clear))
        .route(CONNECTIONS_PATH, get(connections))
}

/// `?after=NUMBER&wait=SECONDS`: what is newer, at once or as soon as there is something.
async fn read(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    let Some(practice) = &app.practice else {
        return no_practice();
    };
    let (mut after, mut wait) = (0, 0);
    for part in query.iter().flat_map(|query| query.split('&')) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let number = match name {
            "after" => &mut after,
            "wait" => &mut wait,
            _ => return refused(StatusCode::BAD_REQUEST, "only after and wait are known"),
        };
        match value.parse() {
            Ok(value) => *number = value,
            Err(_not_one) => return refused(StatusCode::BAD_REQUEST, "not a number"),
        }
    }
    let handle = practice.handle();
    if wait > 0 {
        let time = Duration::from_secs(wait.min(MAX_WAIT_SECS));
        let news = handle.recorded_beyond(after);
        // Nothing new is an answer too, and so is the end of the server.
        tokio::select! {
            _ = tokio::time::timeout(time, news) => {}
            () = app.stopping() => {}
        }
    }
    Json(handle.with(|service| {
        let newer = service.history().filter(|entry| entry.number > after);
        let entries: Vec<_> = newer.take(MAX_ENTRIES).map(entry).collect();
        json!({ "recorded": service.history_recorded(), "entries": entries })
    }))
    .into_response()
}

async fn clear(State(app): State<App>) -> Response {
    let cleared = with_service(&app, |service| service.clear_history());
    either(cleared.map(|()| StatusCode::NO_CONTENT.into_response()))
}

async fn connections(State(app): State<App>) -> Response {
    let all = with_service(&app, |service| {
        service.connections().map(connection).collect::<Vec<_>>()
    });
    either(all.map(|all| Json(all).into_response()))
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

//! Registration records.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use practice_dps::Registration;
use relay_protocol::REGISTRATIONS_PATH;

use super::{deleted, either, json_text, no_such_entry, with_service};
use crate::http::api::App;

pub(super) fn routes() -> Router<App> {
    Router::new().route(REGISTRATIONS_PATH, get(list)).route(
        &format!("{REGISTRATIONS_PATH}/{{id}}"),
        get(get_one).delete(delete_one),
    )
}

async fn list(State(app): State<App>) -> Response {
    let all = with_service(&app, |service| {
        let records: Vec<_> = service.registrations().map(Registration::to_json).collect();
        format!("[{}]", records.join(","))
    });
    either(all.map(json_text))
}

async fn get_one(State(app): State<App>, Path(id): Path<String>) -> Response {
    let record = with_service(&app, |service| {
        service.registration(&id).map(Registration::to_json)
    });
    either(record.map(|record| record.map_or_else(no_such_entry, json_text)))
}

async fn delete_one(State(app): State<App>, Path(id): Path<String>) -> Response {
    either(with_service(&app, |service| service.delete_registration(&id)).map(deleted))
}

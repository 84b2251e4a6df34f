//! Individual enrolments and groups, with the JSON that `--enrollments` takes.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use dps_protocol::RegistrationId;
use practice_dps::enrollments::{EnrollmentGroup, IndividualEnrollment};
use practice_dps::{EnrollmentError, PracticeDps};
use relay_protocol::{ENROLLMENT_GROUPS_PATH, ENROLLMENTS_PATH};
use serde_json::Value;

use super::{Refused, check_json, deleted, either, no_such_entry, with_service};
use crate::http::api::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(ENROLLMENTS_PATH, get(list_individuals))
        .route(&format!("{ENROLLMENTS_PATH}/query"), post(list_individuals))
        .route(
            &format!("{ENROLLMENTS_PATH}/{{id}}"),
            get(get_individual)
                .put(put_individual)
                .delete(delete_individual),
        )
        .route(ENROLLMENT_GROUPS_PATH, get(list_groups))
        .route(
            &format!("{ENROLLMENT_GROUPS_PATH}/query"),
            post(list_groups),
        )
        .route(
            &format!("{ENROLLMENT_GROUPS_PATH}/{{id}}"),
            get(get_group).put(put_group).delete(delete_group),
        )
}

/// All of them: whatever query Azure's clients post with the path `query`.
async fn list_individuals(State(app): State<App>, headers: HeaderMap, body: String) -> Response {
    list(&app, &headers, &body, |service| {
        let entries = service.enrollments().individuals();
        entries.map(|entry| without_keys(entry.to_json())).collect()
    })
}

async fn list_groups(State(app): State<App>, headers: HeaderMap, body: String) -> Response {
    list(&app, &headers, &body, |service| {
        let entries = service.enrollments().groups();
        entries.map(|entry| without_keys(entry.to_json())).collect()
    })
}

fn list(
    app: &App,
    headers: &HeaderMap,
    body: &str,
    all: impl FnOnce(&mut PracticeDps) -> Vec<Value>,
) -> Response {
    either(
        check_json(headers, body)
            .and_then(|()| with_service(app, all))
            .map(|entries| Json(entries).into_response()),
    )
}

async fn get_individual(State(app): State<App>, Path(id): Path<String>) -> Response {
    one(&app, |service| {
        let entry = service.enrollments().individual(&id);
        entry.map(|entry| without_keys(entry.to_json()))
    })
}

async fn get_group(State(app): State<App>, Path(id): Path<String>) -> Response {
    one(&app, |service| {
        let entry = service.enrollments().group(&id);
        entry.map(|entry| without_keys(entry.to_json()))
    })
}

pub(super) fn one(app: &App, find: impl FnOnce(&mut PracticeDps) -> Option<Value>) -> Response {
    either(with_service(app, find).map(|found| match found {
        Some(entry) => Json(entry).into_response(),
        None => no_such_entry(),
    }))
}

/// Whoever may look at an entry need not learn its keys: as with Azure, they are taken but not given.
fn without_keys(mut entry: Value) -> Value {
    if let Some(Value::Object(attestation)) = entry.get_mut("attestation") {
        attestation.remove("symmetricKey");
    }
    entry
}

async fn put_individual(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    put_entry(
        &app,
        (&headers, &body),
        IndividualEnrollment::parse,
        |entry| is_same_registration(entry.registration_id.as_str(), &id),
        PracticeDps::put_individual,
    )
}

async fn put_group(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    put_entry(
        &app,
        (&headers, &body),
        EnrollmentGroup::parse,
        |entry| entry.enrollment_group_id == id,
        PracticeDps::put_group,
    )
}

async fn delete_individual(State(app): State<App>, Path(id): Path<String>) -> Response {
    either(with_service(&app, |service| service.delete_individual(&id)).map(deleted))
}

async fn delete_group(State(app): State<App>, Path(id): Path<String>) -> Response {
    either(with_service(&app, |service| service.delete_group(&id)).map(deleted))
}

pub(super) fn put_entry<T>(
    app: &App,
    (headers, body): (&HeaderMap, &str),
    parse: impl FnOnce(&str) -> Result<T, EnrollmentError>,
    is_named_so: impl FnOnce(&T) -> bool,
    put: impl FnOnce(&mut PracticeDps, T) -> Result<(), EnrollmentError>,
) -> Response {
    let attempt = || {
        with_service(app, |_| ())?;
        check_json(headers, body)?;
        let wrong = |error| Refused::new(StatusCode::BAD_REQUEST, error);
        let entry = parse(body).map_err(wrong)?;
        if !is_named_so(&entry) {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                "the path and the body name different entries",
            ));
        }
        with_service(app, |service| put(service, entry))?.map_err(wrong)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    either(attempt())
}

fn is_same_registration(one: &str, other: &str) -> bool {
    match (RegistrationId::parse(one), RegistrationId::parse(other)) {
        (Ok(one), Ok(other)) => one.same_as(&other),
        _ => false,
    }
}

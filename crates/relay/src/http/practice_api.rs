//! The practice service's enrolments over HTTP: `PUT` and `DELETE`, with the JSON that `--enrollments` takes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::put;
use dps_protocol::RegistrationId;
use practice_dps::enrollments::{CaCertificate, EnrollmentGroup, IndividualEnrollment};
use practice_dps::{EnrollmentError, PracticeDps};
use relay_protocol::{CERTIFICATES_PATH, ENROLLMENT_GROUPS_PATH, ENROLLMENTS_PATH};

use crate::http::api::{App, refused};
use crate::practice::Practice;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(
            &format!("{ENROLLMENTS_PATH}/{{id}}"),
            put(put_individual).delete(delete_individual),
        )
        .route(
            &format!("{ENROLLMENT_GROUPS_PATH}/{{id}}"),
            put(put_group).delete(delete_group),
        )
        .route(
            &format!("{CERTIFICATES_PATH}/{{id}}"),
            put(put_certificate).delete(delete_certificate),
        )
}

async fn put_individual(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    put_entry(
        &app,
        &headers,
        IndividualEnrollment::parse(&body),
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
        &headers,
        EnrollmentGroup::parse(&body),
        |entry| entry.enrollment_group_id == id,
        PracticeDps::put_group,
    )
}

async fn put_certificate(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    put_entry(
        &app,
        &headers,
        CaCertificate::parse(&body),
        |entry| entry.name == id,
        PracticeDps::put_certificate,
    )
}

async fn delete_individual(State(app): State<App>, Path(id): Path<String>) -> Response {
    delete_entry(&app, |service| service.delete_individual(&id))
}

async fn delete_group(State(app): State<App>, Path(id): Path<String>) -> Response {
    delete_entry(&app, |service| service.delete_group(&id))
}

async fn delete_certificate(State(app): State<App>, Path(id): Path<String>) -> Response {
    delete_entry(&app, |service| service.delete_certificate(&id))
}

fn put_entry<T>(
    app: &App,
    headers: &HeaderMap,
    entry: Result<T, EnrollmentError>,
    is_named_so: impl FnOnce(&T) -> bool,
    put: impl FnOnce(&mut PracticeDps, T) -> Result<(), EnrollmentError>,
) -> Response {
    let Some(practice) = &app.practice else {
        return no_practice();
    };
    if !is_json(headers) {
        return refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the content type must be application/json",
        );
    }
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => return refused(StatusCode::BAD_REQUEST, error),
    };
    if !is_named_so(&entry) {
        return refused(
            StatusCode::BAD_REQUEST,
            "the path and the body name different entries",
        );
    }
    match with_service(practice, |service| put(service, entry)) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refused(StatusCode::BAD_REQUEST, error),
    }
}

fn delete_entry(app: &App, delete: impl FnOnce(&mut PracticeDps) -> bool) -> Response {
    match &app.practice {
        None => no_practice(),
        Some(practice) => match with_service(practice, delete) {
            true => StatusCode::NO_CONTENT.into_response(),
            false => refused(StatusCode::NOT_FOUND, "there is no such entry"),
        },
    }
}

fn with_service<T>(practice: &Arc<Practice>, use_it: impl FnOnce(&mut PracticeDps) -> T) -> T {
    practice.handle().with(use_it)
}

fn no_practice() -> Response {
    refused(
        StatusCode::CONFLICT,
        "this relay was started with --no-practice",
    )
}

/// No type that a form can send is taken, so that no other page can enrol anything.
fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn is_same_registration(one: &str, other: &str) -> bool {
    match (RegistrationId::parse(one), RegistrationId::parse(other)) {
        (Ok(one), Ok(other)) => one.same_as(&other),
        _ => false,
    }
}

//! The practice service over HTTP, in the shapes of Azure's own service API.

mod certificates;
mod enrollments;
mod faults;
mod grades;
mod history;
mod registrations;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use practice_dps::PracticeDps;

use crate::http::api::{App, refused};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(enrollments::routes())
        .merge(certificates::routes())
        .merge(registrations::routes())
        .merge(faults::routes())
        .merge(history::routes())
        .merge(grades::routes())
}

/// An answer that says no. Boxed: errors are to be small.
struct Refused(Box<Response>);

impl From<Response> for Refused {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl Refused {
    fn new(status: StatusCode, error: impl std::fmt::Display) -> Self {
        refused(status, error).into()
    }

    fn no_such_entry() -> Self {
        no_such_entry().into()
    }
}

/// Uses the service, if there is one.
fn with_service<T>(app: &App, use_it: impl FnOnce(&mut PracticeDps) -> T) -> Result<T, Refused> {
    match &app.practice {
        Some(practice) => Ok(practice.handle().with(use_it)),
        None => Err(no_practice().into()),
    }
}

fn no_practice() -> Response {
    refused(
        StatusCode::CONFLICT,
        "this relay was started with --no-practice",
    )
}

/// An answer that is either: both are answers.
fn either(result: Result<Response, Refused>) -> Response {
    result.unwrap_or_else(|Refused(response)| *response)
}

/// 204 when there was something to delete, 404 when not.
fn deleted(there_was: bool) -> Response {
    match there_was {
        true => StatusCode::NO_CONTENT.into_response(),
        false => no_such_entry(),
    }
}

fn no_such_entry() -> Response {
    refused(StatusCode::NOT_FOUND, "there is no such entry")
}

/// JSON that is written already.
fn json_text(json: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], json).into_response()
}

/// No type that a form can send is taken, so that no other page can change anything. A body that is not there needs
/// no type.
fn check_json(headers: &HeaderMap, body: &str) -> Result<(), Refused> {
    let kind = headers.get(CONTENT_TYPE);
    if kind.is_none() && body.is_empty() {
        return Ok(());
    }
    let is_json = kind
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    match is_json {
        true => Ok(()),
        false => Err(Refused::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the content type must be application/json",
        )),
    }
}

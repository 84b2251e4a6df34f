//! Grades: what the history says about a device.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use practice_dps::grade::{Mark, grade};
use relay_protocol::GRADES_PATH;
use serde_json::json;

use super::{either, with_service};
use crate::command_line::ReportFormat;
use crate::grade::rendered;
use crate::http::api::App;
use crate::http::refusal::refused;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(GRADES_PATH, get(list))
        .route(&format!("{GRADES_PATH}/{{id}}"), get(get_one))
}

/// Every device that has named itself to the provisioning service, and how it does so far.
async fn list(State(app): State<App>) -> Response {
    let all = with_service(&app, |service| {
        let mut names: Vec<String> = Vec::new();
        for connection in service.connections().filter(|seen| !seen.is_hub) {
            if let Some(name) = &connection.registration_id
                && !names.iter().any(|known| known.eq_ignore_ascii_case(name))
            {
                names.push(name.clone());
            }
        }
        let graded = names.iter().map(|name| {
            let report = grade(service, name);
            json!({
                "registrationId": name,
                "passed": report.count(Mark::Passed),
                "failed": report.count(Mark::Failed),
                "notSeen": report.count(Mark::NotSeen),
            })
        });
        graded.collect::<Vec<_>>()
    });
    either(all.map(|all| Json(all).into_response()))
}

async fn get_one(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let (format, content_type) = match query.as_deref() {
        None | Some("format=json") => (ReportFormat::Json, "application/json"),
        Some("format=text") => (ReportFormat::Text, "text/plain; charset=utf-8"),
        Some("format=junit") => (ReportFormat::Junit, "application/xml"),
        Some(_) => {
            let known = "the format must be json, text or junit";
            return refused(StatusCode::BAD_REQUEST, known);
        }
    };
    let report = with_service(&app, |service| grade(service, &id));
    either(report.map(|report| {
        let body = rendered(&report, format);
        ([(CONTENT_TYPE, content_type)], body).into_response()
    }))
}

//! The practice service's management API over HTTP. What is answered is the service's own business
//! ([`practice_dps::api`]); here is what only a server can do: wait for news, check signatures, write reports.

mod grades;

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use percent_encoding::percent_decode_str;
use practice_dps::PracticeDps;
use practice_dps::api::{Answer, Ask, HistoryQuery, Reply};
use practice_dps::faults::TEXTS;
use practice_dps::listen::native;
use relay_protocol::{HISTORY_PATH, PRACTICE_PATH, limits};

use crate::http::api::App;
use crate::http::refusal::{Refusal, refused};
use crate::practice::Practice;

/// The longest wait for something new, in seconds: less than the time a request may take.
const MAX_WAIT_SECS: u64 = 15;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(grades::routes())
        .route(&format!("{PRACTICE_PATH}/{{*path}}"), any(answer))
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
}

async fn answer(State(app): State<App>, request: Request) -> Response {
    either(try_answer(&app, request).await)
}

async fn try_answer(app: &App, request: Request) -> Result<Response, Refused> {
    let practice = practice(app)?;
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, limits::MAX_REQUEST_BODY_BYTES).await;
    let too_large = |error| Refused::new(StatusCode::PAYLOAD_TOO_LARGE, error);
    let body = String::from_utf8(body.map_err(too_large)?.to_vec());
    let body = body.map_err(|error| Refused::new(StatusCode::BAD_REQUEST, error))?;
    check_json(&head.headers, &body)?;
    let path = head.uri.path();
    let query = head.uri.query().unwrap_or_default();
    if head.method == "GET" && path == HISTORY_PATH {
        wait_for_news(app, practice, query).await;
    }
    let below = path.strip_prefix(PRACTICE_PATH).unwrap_or_default();
    // Apart before they are decoded: a name may hold a slash.
    let names: Vec<_> = below.split('/').skip(1).map(decoded).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let ask = Ask {
        method: head.method.as_str(),
        path: &names,
        query,
        body: &body,
        texts: TEXTS,
    };
    let reply = match practice.handle().with(|service| service.answer(ask)) {
        Answer::Reply(reply) => reply,
        Answer::Prove(proof) => {
            // Outside the lock.
            let verdict = native::verify(&proof.check);
            practice
                .handle()
                .with(|service| proof.settle(service, &verdict))
        }
    };
    if let Some(session) = reply.wake {
        practice.wake(session);
    }
    Ok(response(reply))
}

fn response(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match reply.body.is_empty() {
        true => status.into_response(),
        false => (status, [(CONTENT_TYPE, "application/json")], reply.body).into_response(),
    }
}

fn decoded(name: &str) -> String {
    percent_decode_str(name).decode_utf8_lossy().into_owned()
}

/// Until there is something new, or long enough. Nothing new is an answer too, and so is the end of the server.
async fn wait_for_news(app: &App, practice: &Practice, query: &str) {
    let Some(query) = HistoryQuery::parse(query)
        .ok()
        .filter(|query| query.wait_secs > 0)
    else {
        return;
    };
    let time = Duration::from_secs(query.wait_secs.min(MAX_WAIT_SECS));
    let news = practice.handle().recorded_beyond(query.after);
    tokio::select! {
        _ = tokio::time::timeout(time, news) => {}
        () = app.stopping() => {}
    }
}

fn practice(app: &App) -> Result<&Practice, Refused> {
    app.practice.as_deref().ok_or_else(|| {
        Refused::new(
            StatusCode::CONFLICT,
            "this relay was started with --no-practice",
        )
    })
}

/// Uses the service, if there is one.
fn with_service<T>(app: &App, use_it: impl FnOnce(&mut PracticeDps) -> T) -> Result<T, Refused> {
    Ok(practice(app)?.handle().with(use_it))
}

/// An answer that is either: both are answers.
fn either(result: Result<Response, Refused>) -> Response {
    result.unwrap_or_else(|Refused(response)| *response)
}

/// D9: no type that a form can send is taken, so that no other page can change anything. A body that is not there needs
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
        false => Err(Refusal::ContentType.into_response().into()),
    }
}

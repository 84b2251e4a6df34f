//! The routes, and the order in which a request is judged: guard, then access, then the route itself.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use relay_protocol::{
    INFO_PATH, LaunchRequest, RelayInfo, SESSION_PATH, SUBPROTOCOL, TUNNEL_PATH, limits,
};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::http::access::Access;
use crate::http::answer_headers::AnswerHeaders;
use crate::http::guard::Guard;
use crate::http::page::{self, Page};
use crate::http::practice_api;
use crate::http::refusal::{self, Refusal, refused};
use crate::practice::Practice;
use crate::tunnel::{self, Tunnels};

/// Past what the limits of our own protocol say, so that a frame over them can still be answered with its code.
const MAX_WEBSOCKET_MESSAGE_BYTES: usize = 1024 * 1024;

/// For what comes from the page; the library would take 128 KiB for each tunnel, and clear as much before each read.
const WEBSOCKET_READ_BYTES: usize = 8 * 1024;

/// For what goes to the page together: news of a few stages.
const WEBSOCKET_WRITE_BYTES: usize = 512;

/// What the routes share.
#[derive(Clone)]
pub(crate) struct App {
    guard: Arc<Guard>,
    access: Arc<Access>,
    answer_headers: Arc<AnswerHeaders>,
    page: Arc<Page>,
    tunnels: Arc<Tunnels>,
    info: Arc<RelayInfo>,
    pub(crate) practice: Option<Arc<Practice>>,
    /// Knows of every session, so that the server's end can wait for theirs.
    running: TaskTracker,
    shutdown: CancellationToken,
}

impl FromRef<App> for Arc<Page> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.page)
    }
}

impl App {
    /// For a server that listens on `address`.
    pub(crate) fn new(
        address: SocketAddr,
        page: Arc<Page>,
        tunnels: Arc<Tunnels>,
        info: Arc<RelayInfo>,
        practice: Option<Arc<Practice>>,
        running: TaskTracker,
        shutdown: CancellationToken,
    ) -> Self {
        Self {
            guard: Arc::new(Guard::new(address)),
            access: Arc::new(Access::new(address.port())),
            answer_headers: Arc::new(AnswerHeaders::new(page.script_hashes())),
            page,
            tunnels,
            info,
            practice,
            running,
            shutdown,
        }
    }

    /// Who may use it.
    pub(crate) fn access(&self) -> Arc<Access> {
        Arc::clone(&self.access)
    }

    /// Comes back when the server is to stop.
    pub(crate) async fn stopping(&self) {
        self.shutdown.cancelled().await;
    }
}

/// All routes, behind the guard.
pub(crate) fn router(app: App) -> Router {
    let for_those_let_in = Router::new()
        .route(INFO_PATH, get(info))
        .route(TUNNEL_PATH, get(open_tunnel))
        .merge(practice_api::routes())
        .route_layer(from_fn_with_state(app.clone(), require_access));
    Router::new()
        .route(SESSION_PATH, post(enter))
        .merge(for_those_let_in)
        // Never the page: a typo in a script must not look like success.
        .route("/api", any(not_found))
        .route("/api/", any(not_found))
        .route("/api/{*path}", any(not_found))
        .fallback(get(page::serve))
        .layer(DefaultBodyLimit::max(limits::MAX_REQUEST_BODY_BYTES))
        .layer(from_fn_with_state(app.clone(), check_request))
        .with_state(app)
}

/// The practice service's routes alone, behind the same guard: neither page nor tunnel.
pub(crate) fn practice_router(app: App) -> Router {
    practice_api::routes()
        .route_layer(from_fn_with_state(app.clone(), require_access))
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(limits::MAX_REQUEST_BODY_BYTES))
        .layer(from_fn_with_state(app.clone(), check_request))
        .with_state(app)
}

/// The outermost layer: judges the request and dresses the answer.
///
/// D3, D4, D8: outside of all routes, so that none can be added without it.
async fn check_request(State(app): State<App>, request: Request, next: Next) -> Response {
    let has_bearer = app.access.has_bearer(request.headers());
    let mut response = match app.guard.check(&request, has_bearer) {
        Err(refusal) => refusal.into_response(),
        // What follows an upgrade is no part of its answer, so that this holds for all requests: else one that only says it
        // wants to be a tunnel could keep its place for ever.
        Ok(()) => match tokio::time::timeout(limits::REQUEST_TIMEOUT, next.run(request)).await {
            Ok(response) => response,
            Err(_elapsed) => Refusal::RequestTime.into_response(),
        },
    };
    app.answer_headers.add_to(response.headers_mut());
    response
}

/// D5: who has neither a session nor the token gets nothing, however the request came here (MCP Inspector had no such
/// question to ask). Only the page's own files need neither: they are the same for everybody.
async fn require_access(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if app.access.has_bearer(headers) || app.access.has_session(headers) {
        next.run(request).await
    } else {
        Refusal::NotLetIn.into_response()
    }
}

/// Exchanges the launch code for a session. A used code is fine for a browser that is in already (a link opened twice).
///
/// D6: the code came in the fragment of the link and goes in the body of a POST: no address that is logged, kept or sent
/// as a referrer ever holds one. D9: and the body is JSON by its type, which no form of another page can send.
async fn enter(
    State(app): State<App>,
    headers: HeaderMap,
    body: Result<Json<Value>, JsonRejection>,
) -> Response {
    let body = match body {
        Ok(Json(body)) => body,
        Err(rejection) => return refusal::of_body(&rejection),
    };
    let request = match LaunchRequest::from_value(&body) {
        Ok(request) => request,
        Err(error) => return refused(StatusCode::UNPROCESSABLE_ENTITY, error),
    };
    if let Some(cookie) = app.access.exchange(&request.launch) {
        let cookie = HeaderValue::try_from(cookie).expect("base64url and constants");
        (StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response()
    } else if app.access.has_session(&headers) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Refusal::LaunchCode.into_response()
    }
}

async fn info(State(app): State<App>) -> Response {
    let info = RelayInfo {
        tunnels: app.tunnels.sessions(),
        ..RelayInfo::clone(&app.info)
    };
    ([(CONTENT_TYPE, "application/json")], info.to_json()).into_response()
}

async fn open_tunnel(State(app): State<App>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(WEBSOCKET_READ_BYTES)
        // Messages go out when the session says so; a few short ones may wait for each other.
        .write_buffer_size(WEBSOCKET_WRITE_BYTES)
        .max_write_buffer_size(MAX_WEBSOCKET_MESSAGE_BYTES)
        .max_frame_size(MAX_WEBSOCKET_MESSAGE_BYTES)
        .max_message_size(MAX_WEBSOCKET_MESSAGE_BYTES);
    if upgrade.selected_protocol().is_none() {
        return Refusal::Subprotocol.into_response();
    }
    if !app.tunnels.may_upgrade() {
        return Refusal::UpgradeRate.into_response();
    }
    let running = app.running.token();
    upgrade.on_upgrade(async move |socket| {
        let _running = running;
        tunnel::run(&app.tunnels, socket).await;
    })
}

async fn not_found() -> Response {
    Refusal::Path.into_response()
}

//! The second port: the HTTPS device API, and MQTT over WebSocket, because people come with both.
//!
//! A request over HTTPS is carried out as a short MQTT conversation with a session of its own (`https/exchange.rs`),
//! so that both ways decide alike. What HTTPS does differently is in `https/answer.rs`.

mod answer;
mod exchange;
mod websocket;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, HOST, HeaderName};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::{OnUpgrade, Parts};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::server::TlsStream;
use tracing::debug;

use super::connection::{Arrived, Connections, enter};
use super::{PracticeHandle, now};
use crate::device_api::{self, Call, RouteError};
use crate::{MAX_MESSAGE_BYTES, Peer, SessionId};
use answer::Answer;

/// How long the head of a request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// The exchange over HTTPS that a fault of the service cut off: the connection is to end without an answer.
#[derive(Debug)]
struct CutOff;

impl std::fmt::Display for CutOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the service ended the connection")
    }
}

impl std::error::Error for CutOff {}

/// Who sends the requests of a connection.
struct Caller {
    /// The connection they come on.
    connection: SessionId,
    peer: Peer,
    /// How long the body of each may take.
    body_timeout: Duration,
}

/// Serves a connection until it ends.
pub(super) async fn serve(
    stream: TlsStream<TcpStream>,
    arrived: Arrived,
    handle: &PracticeHandle,
    connections: &Connections,
    body_timeout: Duration,
    mut shutdown: watch::Receiver<bool>,
) {
    let (peer, mut session) = enter(&stream, arrived, handle);
    let caller = Caller {
        connection: session.id(),
        peer,
        body_timeout,
    };
    let upgraded = tokio::select! {
        _ = shutdown.wait_for(|stop| *stop) => None,
        upgraded = serve_requests(stream, &caller, handle) => upgraded,
    };
    match upgraded {
        Some(upgraded) => {
            websocket::serve(upgraded, session, handle, connections, shutdown).await;
        }
        None => handle.with(|service| session.closed(service, now())),
    }
}

/// A connection that has become a WebSocket, with the bytes that came early.
type Upgraded = Parts<TokioIo<TlsStream<TcpStream>>>;

/// Answers requests until the connection ends or becomes a WebSocket.
async fn serve_requests(
    stream: TlsStream<TcpStream>,
    caller: &Caller,
    handle: &PracticeHandle,
) -> Option<Upgraded> {
    let upgrade: Mutex<Option<OnUpgrade>> = Mutex::default();
    let service = service_fn(|request| answer_to(request, handle, caller, &upgrade));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    if let Err(error) = connection.await {
        debug!(%error, "an HTTPS connection broke");
    }
    let upgrade = upgrade.into_inner().unwrap_or_else(PoisonError::into_inner);
    match upgrade?.await {
        Ok(upgraded) => upgraded.downcast().ok(),
        Err(error) => {
            debug!(%error, "an upgrade to WebSocket broke");
            None
        }
    }
}

/// # Errors
///
/// [`CutOff`] when the service ends the connection instead of answering.
async fn answer_to(
    mut request: Request<Incoming>,
    handle: &PracticeHandle,
    caller: &Caller,
    upgrade: &Mutex<Option<OnUpgrade>>,
) -> Result<Response<Full<Bytes>>, CutOff> {
    let (method, path) = (request.method().as_str(), request.uri().path());
    let call = match Call::parse(method, path) {
        Ok(call) => call,
        Err(RouteError::NotFound) => return Ok(Answer::bare(StatusCode::NOT_FOUND).response()),
        Err(RouteError::Method) => {
            return Ok(Answer::bare(StatusCode::METHOD_NOT_ALLOWED).response());
        }
    };
    if call == Call::WebSocket {
        let Some(accepted) = websocket::accept(&request) else {
            return Ok(Answer::bare(StatusCode::BAD_REQUEST).response());
        };
        let mut slot = upgrade.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = Some(hyper::upgrade::on(&mut request));
        return Ok(accepted);
    }
    let header = |name: HeaderName| {
        let value = request.headers().get(name);
        value
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let asked = exchange::Asked {
        call,
        api_version: device_api::api_version(request.uri().query().unwrap_or_default()),
        authorization: header(AUTHORIZATION),
        host: header(HOST).unwrap_or_default(),
    };
    // A body that never comes would keep its place among the connections for ever.
    let body = Limited::new(request.into_body(), MAX_MESSAGE_BYTES).collect();
    let Ok(body) = tokio::time::timeout(caller.body_timeout, body).await else {
        return Ok(Answer::bare(StatusCode::REQUEST_TIMEOUT).response());
    };
    let body = match body {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Ok(Answer::bare(StatusCode::PAYLOAD_TOO_LARGE).response());
        }
        Err(_) => return Err(CutOff),
    };
    let answer = exchange::carry_out(&asked, &body, handle, caller).ok_or(CutOff)?;
    Ok(answer.response())
}

//! Accepting connections: HTTP/1.1 only, few at a time, and none for long without asking something.
//!
//! D15: who opens many connections, sends a head byte by byte or without end, ties up no more than what is bounded here.
//! HTTP/2 is not spoken, so that there is no `:authority` beside Host to disagree with it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use relay_protocol::limits;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::http::taken::Taken;

/// How long to wait before accepting again when the system is out of something.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(100);

/// Serves until `shutdown` is cancelled.
pub(crate) async fn accept(
    listener: TcpListener,
    router: Router,
    running: TaskTracker,
    shutdown: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(limits::MAX_HTTP_CONNECTIONS));
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = shutdown.cancelled() => return,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Small frames of MQTT: waiting to fill a segment only adds delay.
                    let _unsupported = stream.set_nodelay(true);
                    stream
                }
                Err(error) => {
                    tracing::warn!(%error, "no connection accepted");
                    tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                    continue;
                }
            },
            () = shutdown.cancelled() => return,
        };
        let serving = serve(stream, router.clone(), shutdown.clone());
        running.spawn(async move {
            let _place = place;
            serving.await;
        });
    }
}

/// Serves one connection to its end.
pub(crate) async fn serve<S>(stream: S, router: Router, shutdown: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // Later than the limit of a session, which has more to say about it.
    let limit = limits::WRITE_TIMEOUT + limits::RELEASE_TIMEOUT;
    let stream = Taken::within(limit, stream);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::REQUEST_HEAD_TIMEOUT)
        .max_buf_size(limits::MAX_REQUEST_HEAD_BYTES)
        .max_headers(limits::MAX_REQUEST_HEADERS)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    tokio::pin!(connection);
    let result = tokio::select! {
        result = &mut connection => result,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        // Strangers can cause it at will: not worth a warning.
        tracing::debug!(%error, "a connection ended badly");
    }
}

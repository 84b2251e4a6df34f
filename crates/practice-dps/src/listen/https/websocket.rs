//! MQTT over WebSocket: the same session, its bytes in binary messages.

use futures_util::{SinkExt as _, StreamExt as _};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    CONNECTION, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::{Request, Response, StatusCode};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::watch;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::listen::PracticeHandle;
use crate::listen::connection::{Connections, serve_bytes};
use crate::{MAX_PACKET_BYTES, Peer};

/// The only protocol served.
const PROTOCOL: &str = "mqtt";

/// Read, or underway between socket and session, at a time.
const PIPE_BYTES: usize = 16 * 1024;

/// The answer to an upgrade, if it is one to MQTT.
pub(super) fn accept<T>(request: &Request<T>) -> Option<Response<Full<Bytes>>> {
    let header = |name| request.headers().get(name)?.to_str().ok();
    let names = |name, wanted: &str| {
        let value = header(name).unwrap_or_default();
        value
            .split(',')
            .any(|one| one.trim().eq_ignore_ascii_case(wanted))
    };
    let is_upgrade = names(UPGRADE, "websocket")
        && names(CONNECTION, "upgrade")
        && names(SEC_WEBSOCKET_VERSION, "13")
        && names(SEC_WEBSOCKET_PROTOCOL, PROTOCOL);
    let key = header(SEC_WEBSOCKET_KEY).filter(|_| is_upgrade)?;
    let accept = HeaderValue::try_from(derive_accept_key(key.as_bytes())).ok()?;
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    Some(response)
}

/// Serves the connection until it ends.
pub(super) async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    peer: Peer,
    handle: &PracticeHandle,
    connections: &Connections,
    shutdown: watch::Receiver<bool>,
) {
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_PACKET_BYTES))
        .max_frame_size(Some(MAX_PACKET_BYTES));
    let socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
    let (mut sink, mut source) = socket.split();
    let (near, far) = tokio::io::duplex(PIPE_BYTES);
    let (mut from_session, mut to_session) = tokio::io::split(far);
    let inward = async {
        while let Some(Ok(message)) = source.next().await {
            let bytes = match message {
                Message::Binary(bytes) => bytes,
                Message::Ping(_) | Message::Pong(_) => continue,
                // MQTT travels in binary messages ([MQTT-6.0.0-1]).
                _ => break,
            };
            if to_session.write_all(&bytes).await.is_err() {
                break;
            }
        }
        // The session sees the end of the stream.
        to_session.shutdown().await.ok();
    };
    let outward = async {
        let mut buffer = vec![0; PIPE_BYTES];
        while let Ok(count @ 1..) = from_session.read(&mut buffer).await {
            let bytes = buffer.get(..count).unwrap_or_default();
            let message = Message::Binary(Bytes::copy_from_slice(bytes));
            if sink.send(message).await.is_err() {
                return;
            }
        }
        sink.close().await.ok();
    };
    let session = serve_bytes(near, peer, handle, connections, shutdown);
    let inward_and_session = async { tokio::join!(inward, session) };
    tokio::pin!(inward_and_session);
    tokio::pin!(outward);
    // The session's end ends the pipe outward; whoever has gone ends both others.
    tokio::select! {
        () = &mut outward => {}
        _ = &mut inward_and_session => outward.await,
    }
}

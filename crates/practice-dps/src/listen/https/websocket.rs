//! MQTT over WebSocket: the same session, its bytes in binary messages.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::{SinkExt as _, StreamExt as _};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    CONNECTION, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::{Request, Response, StatusCode};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::listen::PracticeHandle;
use crate::listen::connection::{Connections, WRITE_TIMEOUT, say_goodbye, serve_bytes};
use crate::{MAX_PACKET_BYTES, Session};

use super::Upgraded;

/// The only protocol served.
const PROTOCOL: &str = "mqtt";

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
pub(super) async fn serve(
    upgraded: Upgraded,
    mut session: Session,
    handle: &PracticeHandle,
    connections: &Connections,
    shutdown: watch::Receiver<bool>,
) {
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_PACKET_BYTES))
        .max_frame_size(Some(MAX_PACKET_BYTES))
        // A TLS record each.
        .write_buffer_size(0);
    let (stream, early) = (upgraded.io.into_inner(), upgraded.read_buf.to_vec());
    let socket =
        WebSocketStream::from_partially_read(stream, early, Role::Server, Some(config)).await;
    let mut messages = Messages {
        socket,
        unread: Bytes::new(),
    };
    let with_alert = serve_bytes(&mut messages, &mut session, handle, connections, shutdown).await;
    if !with_alert {
        timeout(WRITE_TIMEOUT, messages.shutdown()).await.ok();
    }
    say_goodbye(messages.socket.into_inner(), with_alert).await;
}

/// A WebSocket as a stream of bytes: each write is a binary message.
struct Messages {
    socket: WebSocketStream<TlsStream<TcpStream>>,
    /// What is left of the latest message.
    unread: Bytes,
}

impl AsyncRead for Messages {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while this.unread.is_empty() {
            match ready!(this.socket.poll_next_unpin(context)) {
                Some(Ok(Message::Binary(bytes))) => this.unread = bytes,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                // MQTT travels in binary messages ([MQTT-6.0.0-1]): any other is the end.
                Some(Ok(_)) | None => return Poll::Ready(Ok(())),
                Some(Err(error)) => return Poll::Ready(Err(io::Error::other(error))),
            }
        }
        let count = buffer.remaining().min(this.unread.len());
        buffer.put_slice(&this.unread.split_to(count));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Messages {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let socket = &mut self.get_mut().socket;
        ready!(socket.poll_ready_unpin(context)).map_err(io::Error::other)?;
        let message = Message::Binary(Bytes::copy_from_slice(bytes));
        socket.start_send_unpin(message).map_err(io::Error::other)?;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let socket = &mut self.get_mut().socket;
        socket.poll_flush_unpin(context).map_err(io::Error::other)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let socket = &mut self.get_mut().socket;
        socket.poll_close_unpin(context).map_err(io::Error::other)
    }
}

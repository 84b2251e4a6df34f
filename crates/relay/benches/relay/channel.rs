//! Bytes to the service and back, whichever way they go.

use anyhow::{Context as _, Result, bail, ensure};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// Read at once where there are no messages.
const READ_BYTES: usize = 64 * 1024;

/// A connection to the service.
pub(crate) enum Channel {
    /// Nothing in between.
    Tcp(TcpStream),
    /// Nothing in between but TLS.
    Tls(Box<TlsStream<TcpStream>>),
    /// Something that turns WebSocket into the one or the other.
    Socket(Box<WebSocketStream<TcpStream>>),
}

impl Channel {
    pub(crate) async fn send(&mut self, bytes: Bytes) -> Result<()> {
        match self {
            Self::Tcp(stream) => stream.write_all(&bytes).await?,
            Self::Tls(stream) => {
                stream.write_all(&bytes).await?;
                stream.flush().await?;
            }
            Self::Socket(socket) => socket.send(Message::Binary(bytes)).await?,
        }
        Ok(())
    }

    /// Takes this many bytes and no more.
    pub(crate) async fn receive(&mut self, wanted: u64) -> Result<()> {
        let mut buffer = vec![0; READ_BYTES];
        let mut received = 0;
        while received < wanted {
            let read = match self {
                Self::Tcp(stream) => stream.read(&mut buffer).await?,
                Self::Tls(stream) => stream.read(&mut buffer).await?,
                Self::Socket(socket) => match socket.next().await.context("it ended")?? {
                    Message::Binary(bytes) => bytes.len(),
                    Message::Ping(_) | Message::Pong(_) => continue,
                    other => bail!("unexpected: {other:?}"),
                },
            };
            ensure!(read > 0, "it ended after {received} bytes of {wanted}");
            received += read as u64;
        }
        ensure!(received == wanted, "{received} bytes instead of {wanted}");
        Ok(())
    }
}

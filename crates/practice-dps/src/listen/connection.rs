//! One connection: moves bytes between a stream and its session, and carries out the effects.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;
use tokio_rustls::rustls::ProtocolVersion;
use tokio_rustls::server::TlsStream;
use tracing::debug;

use super::{PracticeHandle, alert, native, now};
use crate::{CloseReason, Effect, Peer, Session, SessionId, TlsFacts};

/// How long a peer may take to accept an answer, or the end of the connection.
pub const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// Read at a time; most packets are smaller.
const READ_BYTES: usize = 8 * 1024;

/// How to wake the other connections up.
#[derive(Debug, Default)]
pub(super) struct Connections {
    wakers: Mutex<BTreeMap<SessionId, Arc<Notify>>>,
}

impl Connections {
    fn enter(&self, id: SessionId) -> Arc<Notify> {
        let waker = Arc::new(Notify::new());
        self.lock().insert(id, Arc::clone(&waker));
        waker
    }

    fn leave(&self, id: SessionId) {
        self.lock().remove(&id);
    }

    pub(super) fn wake(&self, id: SessionId) {
        if let Some(waker) = self.lock().get(&id) {
            waker.notify_one();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<SessionId, Arc<Notify>>> {
        self.wakers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of a connection before its first packet, beside what TLS shows.
pub(super) struct Arrived {
    pub(super) session: SessionId,
    /// The server name the handshake asked for.
    pub(super) server_name: Option<String>,
}

/// Serves a connection until it ends.
pub(super) async fn serve(
    mut stream: TlsStream<TcpStream>,
    arrived: Arrived,
    handle: &PracticeHandle,
    connections: &Connections,
    shutdown: watch::Receiver<bool>,
) {
    let (_, mut session) = enter(&stream, arrived, handle);
    let with_alert = serve_bytes(&mut stream, &mut session, handle, connections, shutdown).await;
    say_goodbye(stream, with_alert).await;
}

/// Whom TLS has shown, and the connection's session.
pub(super) fn enter(
    stream: &TlsStream<TcpStream>,
    arrived: Arrived,
    handle: &PracticeHandle,
) -> (Peer, Session) {
    let (_, tls) = stream.get_ref();
    let presented = tls.peer_certificates().unwrap_or_default();
    let peer = Peer {
        chain: presented
            .iter()
            .map(|certificate| certificate.to_vec())
            .collect(),
    };
    let tls = TlsFacts {
        version: tls
            .protocol_version()
            .map_or_else(String::new, version_name),
        cipher: tls
            .negotiated_cipher_suite()
            .and_then(|suite| suite.suite().as_str())
            .unwrap_or_default()
            .to_owned(),
        server_name: arrived.server_name,
    };
    let session = handle.with(|service| service.enter(arrived.session, &peer, Some(tls), now()));
    (peer, session)
}

/// Serves a stream of MQTT bytes until the session is over; whether a TLS alert is to say goodbye.
pub(super) async fn serve_bytes<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    session: &mut Session,
    handle: &PracticeHandle,
    connections: &Connections,
    mut shutdown: watch::Receiver<bool>,
) -> bool {
    let waker = connections.enter(session.id());
    let result = tokio::select! {
        _ = shutdown.wait_for(|stop| *stop) => Ok(false),
        result = converse(stream, session, handle, connections, &waker) => result,
    };
    connections.leave(session.id());
    handle.with(|service| session.closed(service, now()));
    result.unwrap_or_else(|error| {
        debug!(session = session.id().number(), %error, "the connection broke");
        false
    })
}

/// Ends a TLS connection.
pub(super) async fn say_goodbye(mut stream: TlsStream<TcpStream>, with_alert: bool) {
    let goodbye = async {
        if with_alert {
            alert::say_goodbye(stream).await;
        } else {
            // The peer may have gone already, and need not wait for our goodbye.
            stream.shutdown().await.ok();
        }
    };
    timeout(WRITE_TIMEOUT, goodbye).await.ok();
}

/// Moves bytes until the end; whether a TLS alert is to say goodbye.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    session: &mut Session,
    handle: &PracticeHandle,
    connections: &Connections,
    waker: &Notify,
) -> io::Result<bool> {
    let mut buffer = vec![0; READ_BYTES];
    let mut with_alert = false;
    while !session.is_closed() {
        let until = session
            .wake_at()
            .unix_micros()
            .saturating_sub(now().unix_micros());
        let until = Duration::from_micros(u64::try_from(until).unwrap_or_default());
        let effects = tokio::select! {
            read = stream.read(&mut buffer) => match read? {
                0 => return Ok(false),
                count => {
                    let bytes = buffer.get(..count).unwrap_or_default();
                    handle.with(|service| session.receive(service, bytes, now()))
                }
            },
            () = waker.notified() => handle.with(|service| session.tick(service, now())),
            () = tokio::time::sleep(until) => handle.with(|service| session.tick(service, now())),
        };
        with_alert = carry_out(stream, session, handle, connections, effects).await?;
    }
    Ok(with_alert)
}

async fn carry_out<S: AsyncWrite + Unpin>(
    stream: &mut S,
    session: &mut Session,
    handle: &PracticeHandle,
    connections: &Connections,
    mut effects: Vec<Effect>,
) -> io::Result<bool> {
    let mut output = Vec::new();
    let mut with_alert = false;
    while !effects.is_empty() {
        let mut next = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(bytes) => output.push(bytes),
                Effect::Check { id, checks } => {
                    // Outside the lock: others need not wait for our arithmetic.
                    let verdicts = checks.iter().map(native::verify).collect();
                    next.extend(
                        handle.with(|service| session.verdicts(service, id, verdicts, now())),
                    );
                }
                Effect::Displaced(other) => connections.wake(other),
                Effect::Close(CloseReason::Fault {
                    with_alert: alert, ..
                }) => with_alert = alert,
                // The loop looks at both before it waits again.
                Effect::WakeAt(_) | Effect::Close(_) => {}
            }
        }
        effects = next;
    }
    if output.is_empty() {
        return Ok(with_alert);
    }
    let write = async {
        // A TLS record or a WebSocket message each, so that the pieces are what the session says.
        for piece in &output {
            stream.write_all(piece).await?;
        }
        stream.flush().await
    };
    match timeout(WRITE_TIMEOUT, write).await {
        Ok(result) => result.map(|()| with_alert),
        Err(_) => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the peer takes no answer",
        )),
    }
}

fn version_name(version: ProtocolVersion) -> String {
    match version {
        ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
        ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
        other => format!("{other:?}"),
    }
}

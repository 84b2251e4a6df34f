//! One connection: moves bytes between a stream and its session, and carries out the effects.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;
use tracing::debug;

use super::{PracticeHandle, native, now};
use crate::{Effect, Peer, Session, SessionId};

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

/// Serves a connection until it ends.
pub(super) async fn serve(
    stream: TlsStream<TcpStream>,
    handle: &PracticeHandle,
    connections: &Connections,
    shutdown: watch::Receiver<bool>,
) {
    let peer = peer_of(&stream);
    serve_bytes(stream, peer, handle, connections, shutdown).await;
}

/// Whom TLS has shown.
pub(super) fn peer_of(stream: &TlsStream<TcpStream>) -> Peer {
    let (_, tls) = stream.get_ref();
    let presented = tls.peer_certificates().unwrap_or_default();
    Peer {
        chain: presented
            .iter()
            .map(|certificate| certificate.to_vec())
            .collect(),
    }
}

/// Serves a stream of MQTT bytes until it ends.
pub(super) async fn serve_bytes<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    peer: Peer,
    handle: &PracticeHandle,
    connections: &Connections,
    mut shutdown: watch::Receiver<bool>,
) {
    let mut session = handle.with(|service| service.open(peer, now()));
    let waker = connections.enter(session.id());
    let result = tokio::select! {
        _ = shutdown.wait_for(|stop| *stop) => Ok(()),
        result = converse(&mut stream, &mut session, handle, connections, &waker) => result,
    };
    connections.leave(session.id());
    handle.with(|service| session.closed(service, now()));
    if let Err(error) = result {
        debug!(session = session.id().number(), %error, "the connection broke");
    }
    // The peer may have gone already, and need not wait for our goodbye.
    timeout(WRITE_TIMEOUT, stream.shutdown()).await.ok();
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    session: &mut Session,
    handle: &PracticeHandle,
    connections: &Connections,
    waker: &Notify,
) -> io::Result<()> {
    let mut buffer = vec![0; READ_BYTES];
    while !session.is_closed() {
        let until = session
            .wake_at()
            .unix_micros()
            .saturating_sub(now().unix_micros());
        let until = Duration::from_micros(u64::try_from(until).unwrap_or_default());
        let effects = tokio::select! {
            read = stream.read(&mut buffer) => match read? {
                0 => return Ok(()),
                count => {
                    let bytes = buffer.get(..count).unwrap_or_default();
                    handle.with(|service| session.receive(service, bytes, now()))
                }
            },
            () = waker.notified() => handle.with(|service| session.tick(service, now())),
            () = tokio::time::sleep(until) => handle.with(|service| session.tick(service, now())),
        };
        carry_out(stream, session, handle, connections, effects).await?;
    }
    Ok(())
}

async fn carry_out<S: AsyncWrite + Unpin>(
    stream: &mut S,
    session: &mut Session,
    handle: &PracticeHandle,
    connections: &Connections,
    mut effects: Vec<Effect>,
) -> io::Result<()> {
    let mut output = Vec::new();
    while !effects.is_empty() {
        let mut next = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(bytes) => output.extend_from_slice(&bytes),
                Effect::Check { id, checks } => {
                    // Outside the lock: others need not wait for our arithmetic.
                    let verdicts = checks.iter().map(native::verify).collect();
                    next.extend(
                        handle.with(|service| session.verdicts(service, id, verdicts, now())),
                    );
                }
                Effect::Displaced(other) => connections.wake(other),
                // The loop looks at both before it waits again.
                Effect::WakeAt(_) | Effect::Close(_) => {}
            }
        }
        effects = next;
    }
    if output.is_empty() {
        return Ok(());
    }
    let write = async {
        stream.write_all(&output).await?;
        stream.flush().await
    };
    match timeout(WRITE_TIMEOUT, write).await {
        Ok(result) => result,
        Err(_) => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the peer takes no answer",
        )),
    }
}

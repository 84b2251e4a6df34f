//! The native half: the practice service on a socket, with TLS, a clock and real cryptography.
//!
//! - [`PracticeServer`] serves connections from a listener, or from two, until it is shut down.
//! - [`PracticeHandle`] is the one service they all share; whoever else holds it may enrol devices.
//! - [`PracticeCa`] is what clients must trust.
//! - [`native`] does the cryptography that the pure half asks for.

pub mod native;

mod ca;
mod connection;
mod handle;
mod https;
mod peer_check;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::server::NoServerSessionStorage;
use tokio_rustls::rustls::{self, ServerConfig, SupportedProtocolVersion};
use tracing::{debug, warn};

use crate::SessionId;

pub use ca::{CaError, DEFAULT_NAMES, PracticeCa};
pub use connection::WRITE_TIMEOUT;
pub use handle::{PracticeHandle, now};
pub use rustls::pki_types;

use connection::{Connections, serve};
use peer_check::PossessionCheck;

/// The most connections served at once, handshakes included; more are closed at once. Half of the file
/// descriptors a process usually may have.
pub const MAX_CONNECTIONS: usize = 512;

/// How long a TLS handshake may take.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait before accepting again when the system is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Which TLS versions are offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsVersions {
    /// TLS 1.2 only, as DPS.
    #[default]
    Tls12,
    /// TLS 1.3 only.
    Tls13,
    /// Both.
    Both,
}

impl TlsVersions {
    fn protocol_versions(self) -> &'static [&'static SupportedProtocolVersion] {
        static TLS12: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];
        static TLS13: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13];
        match self {
            Self::Tls12 => TLS12,
            Self::Tls13 => TLS13,
            Self::Both => rustls::ALL_VERSIONS,
        }
    }
}

/// What one client, or many, can take from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// [`MAX_CONNECTIONS`] unless told otherwise.
    pub max_connections: usize,
    /// [`HANDSHAKE_TIMEOUT`] unless told otherwise.
    pub handshake_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: MAX_CONNECTIONS,
            handshake_timeout: HANDSHAKE_TIMEOUT,
        }
    }
}

/// The practice service on a port.
#[derive(Debug)]
pub struct PracticeServer {
    handle: PracticeHandle,
    acceptor: TlsAcceptorConfig,
    https_acceptor: TlsAcceptorConfig,
    connections: Arc<Connections>,
    limits: Limits,
    shutdown: watch::Sender<bool>,
}

struct TlsAcceptorConfig(Arc<ServerConfig>);

/// What is spoken on a port, within TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Port {
    /// MQTT.
    Mqtts,
    /// HTTP, and MQTT over WebSocket.
    Https,
}

impl std::fmt::Debug for TlsAcceptorConfig {
    // The configuration holds the server's key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsAcceptorConfig")
    }
}

impl PracticeServer {
    /// A server that has not begun to listen.
    ///
    /// # Errors
    ///
    /// [`rustls::Error`] when the certificate of `ca` cannot be used.
    pub fn new(
        handle: PracticeHandle,
        ca: &PracticeCa,
        versions: TlsVersions,
    ) -> Result<Self, rustls::Error> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let check = PossessionCheck::new(provider.signature_verification_algorithms);
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(versions.protocol_versions())?
            .with_client_cert_verifier(Arc::new(check))
            .with_single_cert(ca.server_chain(), ca.server_key())?;
        // No resumption: every run is to show a certificate and a signature.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        let mut https = config.clone();
        https.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            handle,
            acceptor: TlsAcceptorConfig(Arc::new(config)),
            https_acceptor: TlsAcceptorConfig(Arc::new(https)),
            connections: Arc::default(),
            limits: Limits::default(),
            shutdown: watch::Sender::new(false),
        })
    }

    /// The same server with other limits.
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The service behind the port.
    pub fn handle(&self) -> &PracticeHandle {
        &self.handle
    }

    /// Serves MQTT until [`PracticeServer::shutdown`]; then closes all connections and returns.
    ///
    /// # Errors
    ///
    /// When the listener fails for good.
    pub async fn listen(&self, listener: TcpListener) -> io::Result<()> {
        self.serve(listener, Port::Mqtts).await
    }

    /// Serves the HTTPS device API, and MQTT over WebSocket, until [`PracticeServer::shutdown`].
    ///
    /// # Errors
    ///
    /// When the listener fails for good.
    pub async fn listen_https(&self, listener: TcpListener) -> io::Result<()> {
        self.serve(listener, Port::Https).await
    }

    async fn serve(&self, listener: TcpListener, port: Port) -> io::Result<()> {
        let mut shutdown = self.shutdown.subscribe();
        let permits = Arc::new(Semaphore::new(self.limits.max_connections));
        let acceptor = match port {
            Port::Mqtts => &self.acceptor,
            Port::Https => &self.https_acceptor,
        };
        let mut tasks = JoinSet::new();
        let result = loop {
            let accepted = tokio::select! {
                _ = shutdown.wait_for(|stop| *stop) => break Ok(()),
                Some(ended) = tasks.join_next() => {
                    if let Err(error) = ended {
                        warn!(%error, "a connection's task failed");
                    }
                    continue;
                }
                accepted = listener.accept() => accepted,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) if is_passing(&error) => {
                    warn!(%error, "cannot accept right now");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
                Err(error) => break Err(error),
            };
            let Ok(permit) = Arc::clone(&permits).try_acquire_owned() else {
                warn!(
                    open = self.limits.max_connections,
                    "closed a connection: too many are open"
                );
                continue;
            };
            let acceptor = TlsAcceptor::from(Arc::clone(&acceptor.0));
            let handle = self.handle.clone();
            let connections = Arc::clone(&self.connections);
            let time = self.limits.handshake_timeout;
            let mut shutdown = shutdown.clone();
            tasks.spawn(async move {
                let _permit = permit;
                let handshake = tokio::select! {
                    _ = shutdown.wait_for(|stop| *stop) => return,
                    handshake = shake_hands(&acceptor, stream, time) => handshake,
                };
                match handshake {
                    Ok(stream) if port == Port::Https => {
                        https::serve(stream, &handle, &connections, shutdown).await;
                    }
                    Ok(stream) => serve(stream, &handle, &connections, shutdown).await,
                    Err(error) => debug!(%error, "no TLS connection came about"),
                }
            });
        };
        // Also after an error: the connections that are open end in order.
        self.shutdown();
        while tasks.join_next().await.is_some() {}
        result
    }

    /// Has a connection look again, after [`crate::PracticeDps::update_desired`].
    pub fn wake(&self, session: SessionId) {
        self.connections.wake(session);
    }

    /// Ends [`PracticeServer::listen`], [`PracticeServer::listen_https`] and every connection.
    pub fn shutdown(&self) {
        self.shutdown.send_replace(true);
    }
}

async fn shake_hands(
    acceptor: &TlsAcceptor,
    stream: TcpStream,
    time: Duration,
) -> io::Result<tokio_rustls::server::TlsStream<TcpStream>> {
    // Packets are small and each waits for an answer: do not collect them.
    stream.set_nodelay(true)?;
    match tokio::time::timeout(time, acceptor.accept(stream)).await {
        Ok(result) => result,
        Err(_) => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the TLS handshake took too long",
        )),
    }
}

/// Errors of one connection, or of a moment, after which others can still be accepted.
fn is_passing(error: &io::Error) -> bool {
    // ENFILE, EMFILE; WSAEMFILE on Windows.
    const OUT_OF_FILES: [i32; 3] = [23, 24, 10_024];
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
            | io::ErrorKind::WouldBlock
    ) || error
        .raw_os_error()
        .is_some_and(|code| OUT_OF_FILES.contains(&code))
}

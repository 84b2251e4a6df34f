//! The native half: the practice service on a socket, with TLS, a clock and real cryptography.
//!
//! - [`PracticeServer`] serves connections from a listener, or from two, until it is shut down.
//! - [`PracticeHandle`] is the one service they all share; whoever else holds it may enrol devices.
//! - [`PracticeCa`] is what clients must trust.
//! - [`native`] does the cryptography that the pure half asks for.

pub mod native;

mod alert;
mod ca;
mod connection;
mod handle;
mod https;
mod peer_check;
mod server_configs;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::server::Acceptor;
use tokio_rustls::rustls::{self, ServerConfig, SupportedProtocolVersion};
use tokio_rustls::server::TlsStream;
use tracing::{debug, warn};

pub use ca::{CaError, DEFAULT_NAMES, PracticeCa};
pub use connection::WRITE_TIMEOUT;
pub use handle::{PracticeHandle, now};
pub use rustls::pki_types;

use connection::{Arrived, Connections, serve};
use server_configs::ServerConfigs;

use crate::fault::HandshakeFault;
use crate::{SessionId, TlsFailure};

/// The most connections served at once on a port, handshakes included; more are closed at once. Whoever may have fewer
/// files open than twice as many, and some, is to say so in [`Limits`].
pub const MAX_CONNECTIONS: usize = 2_048;

/// How long a TLS handshake may take.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the body of a request over HTTPS may take.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// How long the fault `handshake_slow` takes before its first word.
pub const SLOW_HANDSHAKE: Duration = Duration::from_secs(5);

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
///
/// D15: also when the service is open to other computers, none of them ties up more than is bounded here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// [`MAX_CONNECTIONS`] unless told otherwise.
    pub max_connections: usize,
    /// [`HANDSHAKE_TIMEOUT`] unless told otherwise.
    pub handshake_timeout: Duration,
    /// [`BODY_TIMEOUT`] unless told otherwise.
    pub body_timeout: Duration,
    /// [`SLOW_HANDSHAKE`] unless told otherwise.
    pub slow_handshake: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: MAX_CONNECTIONS,
            handshake_timeout: HANDSHAKE_TIMEOUT,
            body_timeout: BODY_TIMEOUT,
            slow_handshake: SLOW_HANDSHAKE,
        }
    }
}

/// The practice service on a port.
#[derive(Debug)]
pub struct PracticeServer {
    handle: PracticeHandle,
    configs: Arc<ServerConfigs>,
    connections: Arc<Connections>,
    limits: Limits,
    shutdown: watch::Sender<bool>,
}

/// What is spoken on a port, within TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Port {
    /// MQTT.
    Mqtts,
    /// HTTP, and MQTT over WebSocket.
    Https,
}

impl Port {
    /// The same configuration, offering what the port speaks.
    fn config(self, config: Arc<ServerConfig>) -> Arc<ServerConfig> {
        match self {
            Self::Mqtts => config,
            Self::Https => {
                let mut config = ServerConfig::clone(&config);
                config.alpn_protocols = vec![b"http/1.1".to_vec()];
                Arc::new(config)
            }
        }
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
        Ok(Self {
            handle,
            configs: Arc::new(ServerConfigs::new(ca, versions)?),
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
            let (stream, from) = match accepted {
                Ok(accepted) => accepted,
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
            let arrival = Arrival {
                configs: Arc::clone(&self.configs),
                handle: self.handle.clone(),
                limits: self.limits,
                port,
                from,
            };
            let connections = Arc::clone(&self.connections);
            let shutdown = shutdown.clone();
            tasks.spawn(async move {
                let _permit = permit;
                arrival.serve(stream, &connections, shutdown).await;
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

/// A connection that has just been accepted.
struct Arrival {
    configs: Arc<ServerConfigs>,
    handle: PracticeHandle,
    limits: Limits,
    port: Port,
    from: SocketAddr,
}

/// What became of a handshake, and the server name it asked for.
struct Handshake {
    server_name: Option<String>,
    stream: io::Result<TlsStream<TcpStream>>,
}

impl Arrival {
    async fn serve(
        self,
        stream: TcpStream,
        connections: &Connections,
        mut shutdown: watch::Receiver<bool>,
    ) {
        let (session, fault) = self.handle.with(|service| {
            let session = service.arrive(self.from.to_string(), now());
            (session, service.handshake_fault(session, now()))
        });
        let handshake = tokio::select! {
            _ = shutdown.wait_for(|stop| *stop) => Handshake::failed(None, io::ErrorKind::Interrupted.into()),
            handshake = self.shake_hands(stream, fault) => handshake,
        };
        match handshake.stream {
            Ok(stream) => {
                let arrived = Arrived {
                    session,
                    server_name: handshake.server_name,
                };
                match self.port {
                    Port::Mqtts => {
                        serve(stream, arrived, &self.handle, connections, shutdown).await;
                    }
                    Port::Https => {
                        let limit = self.limits.body_timeout;
                        https::serve(stream, arrived, &self.handle, connections, limit, shutdown)
                            .await;
                    }
                }
            }
            Err(error) => self.turn_away(session, handshake.server_name, &error),
        }
    }

    fn turn_away(&self, session: SessionId, server_name: Option<String>, error: &io::Error) {
        debug!(%error, "no TLS connection came about");
        let failure = TlsFailure {
            server_name,
            what: error.to_string(),
        };
        self.handle
            .with(|service| service.turn_away(session, failure, now()));
    }

    async fn shake_hands(&self, stream: TcpStream, fault: Option<HandshakeFault>) -> Handshake {
        let mut server_name = None;
        let attempt = self.attempt(stream, fault, &mut server_name);
        let stream = match tokio::time::timeout(self.limits.handshake_timeout, attempt).await {
            Ok(result) => result,
            Err(_elapsed) => Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the TLS handshake took too long",
            )),
        };
        Handshake {
            server_name,
            stream,
        }
    }

    async fn attempt(
        &self,
        stream: TcpStream,
        fault: Option<HandshakeFault>,
        server_name: &mut Option<String>,
    ) -> io::Result<TlsStream<TcpStream>> {
        // Packets are small and each waits for an answer: do not collect them.
        stream.set_nodelay(true)?;
        if fault == Some(HandshakeFault::Slow) {
            tokio::time::sleep(self.limits.slow_handshake).await;
        }
        let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        *server_name = start.client_hello().server_name().map(str::to_owned);
        if fault == Some(HandshakeFault::Abort) {
            return Err(io::Error::new(
                io::ErrorKind::ConnectionAborted,
                "the service went away after the ClientHello, on purpose",
            ));
        }
        let configs = Arc::clone(&self.configs);
        let config = match fault {
            None => configs.get(None),
            // Making a key can take a while.
            Some(_) => tokio::task::spawn_blocking(move || configs.get(fault)).await?,
        };
        let config = self.port.config(config.map_err(io::Error::other)?);
        start.into_stream(config).await
    }
}

impl Handshake {
    fn failed(server_name: Option<String>, error: io::Error) -> Self {
        Self {
            server_name,
            stream: Err(error),
        }
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

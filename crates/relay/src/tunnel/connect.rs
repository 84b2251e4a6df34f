//! From a page's `open` to an established TLS connection, or to the one cause why there is none. One piece: stage after stage.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use relay_protocol::{Failed, FailureCode, Open, Opened, Stage, Timings, limits};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;
use tokio_rustls::{Connect, TlsConnector};
use tokio_util::sync::CancellationToken;

use crate::tunnel::Tunnels;
use crate::tunnel::address::is_public;
use crate::tunnel::allow_list::Permission;
use crate::tunnel::failure::{self, Cause};
use crate::tunnel::host::Host;
use crate::tunnel::last_words::LastWords;
use crate::tunnel::plan::{Plan, plan};
use crate::tunnel::remote_key::{Ask, SigningProblem, SigningRecord};
use crate::tunnel::server_check::Seen;
use crate::tunnel::tap::{Tap, Tapped};

/// Questions without an answer until a silent connection counts as lost.
const KEEPALIVE_QUESTIONS: u32 = 4;

/// What TLS is spoken over.
pub(crate) type Upstream = LastWords<Tapped<TcpStream>>;

impl Upstream {
    /// Comes back once there is something to be read, or an end.
    async fn readable(&self) -> io::Result<()> {
        self.get_ref().get_ref().readable().await
    }
}

/// An established connection and what the page is told about it.
#[derive(Debug)]
pub(crate) struct Established {
    pub(crate) stream: TlsStream<Upstream>,
    pub(crate) opened: Opened,
}

/// Makes the connection. `progress` hears of each stage, `asks` of each signature needed;
/// dropping the future ends everything it began, also a handshake that waits for a signature. With a `tap`, everything from
/// the TCP connection on is recorded.
pub(crate) async fn connect(
    tunnels: &Tunnels,
    open: Open,
    progress: mpsc::Sender<Stage>,
    asks: mpsc::Sender<Ask>,
    tap: Option<Tap>,
) -> Result<Established, Box<Failed>> {
    let mut plan = plan(tunnels, open, asks).map_err(|cause| failed(Stage::Requested, cause))?;
    let mut timings = Timings::default();

    let queued = Instant::now();
    let permit = permit(tunnels, &progress)
        .await
        .map_err(|cause| failed(Stage::Queued, cause))?;
    timings.queued_ms = millis(queued.elapsed());

    tell(&progress, Stage::Resolving).await;
    let resolving = Instant::now();
    let addresses = addresses(tunnels, &plan)
        .await
        .map_err(|cause| failed(Stage::Resolving, cause))?;
    timings.resolving_ms = millis(resolving.elapsed());

    tell(&progress, Stage::Connecting).await;
    let connecting = Instant::now();
    let (tcp, address) = dial(tunnels, &addresses)
        .await
        .map_err(|cause| failed(Stage::Connecting, cause))?;
    timings.connecting_ms = millis(connecting.elapsed());
    if let (Some(tap), Ok(local)) = (&tap, tcp.local_addr()) {
        tap.connected(local, address);
        plan.config.key_log = Arc::new(tap.clone());
    }
    let tcp = LastWords::new(Tapped::new(tcp, tap));

    tell(&progress, Stage::Handshaking).await;
    let handshaking = Instant::now();
    let seen = Arc::clone(&plan.seen);
    let signing = Arc::clone(&plan.signing);
    let result = handshake(tunnels, plan, tcp, permit).await;
    timings.handshaking_ms = millis(handshaking.elapsed());

    let seen = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    let signing = signing
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    timings.signing_ms = millis(signing.took);
    // A problem with the signature explains the end better than what TLS made of it.
    let stream = match (signing.problem.as_ref().map(of_signing), result) {
        (Some(cause), _) | (None, Err(cause)) => {
            return Err(Box::new(Failed {
                stage: Stage::Handshaking,
                code: cause.code,
                detail: cause.detail,
                alert: cause.alert,
                server_chain: seen.chain,
            }));
        }
        (None, Ok(stream)) => stream,
    };
    let opened = opened(&stream, seen, &signing, address, timings);
    Ok(Established { stream, opened })
}

async fn permit(
    tunnels: &Tunnels,
    progress: &mpsc::Sender<Stage>,
) -> Result<OwnedSemaphorePermit, Cause> {
    if let Ok(permit) = Arc::clone(&tunnels.handshakes).try_acquire_owned() {
        return Ok(permit);
    }
    tell(progress, Stage::Queued).await;
    let waited = timeout(
        tunnels.time_limits.queue,
        Arc::clone(&tunnels.handshakes).acquire_owned(),
    )
    .await;
    match waited {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(closed)) => Err(Cause::new(
            FailureCode::RelayShuttingDown,
            closed.to_string(),
        )),
        Err(_elapsed) => Err(Cause::new(
            FailureCode::QueueTimedOut,
            format!("{} other handshakes are going on", limits::MAX_HANDSHAKES),
        )),
    }
}

/// Asks the resolver once. What is judged here is what is connected to, however the name resolves a moment later.
///
/// D11: an allowed name that is made to lead into the local network (rebinding of the destination), at once or between
/// the check and the connection, leads nowhere. SNI and the check of the certificate go by the name that was allowed.
async fn addresses(tunnels: &Tunnels, plan: &Plan) -> Result<Vec<SocketAddr>, Cause> {
    let with_port = |address: IpAddr| SocketAddr::new(address, plan.port);
    let name = match (&plan.permission, &plan.host) {
        (Permission::Practice(address), _) => return Ok(vec![*address]),
        (_, Host::Address(address)) => return Ok(vec![with_port(*address)]),
        (_, Host::Name(name)) => name.clone(),
    };
    let found = timeout(
        tunnels.time_limits.resolve,
        tunnels.resolver.resolve(name.clone()),
    )
    .await
    .map_err(|_elapsed| {
        Cause::new(
            FailureCode::NameLookupTimedOut,
            format!("no answer for {name}"),
        )
    })?
    .map_err(|error| Cause::new(FailureCode::NameNotFound, format!("{name}: {error}")))?;
    if found.is_empty() {
        return Err(Cause::new(
            FailureCode::NameNotFound,
            format!("{name} has no address"),
        ));
    }
    if plan.permission == Permission::CommandLine {
        return Ok(found.into_iter().map(with_port).collect());
    }
    let public: Vec<_> = found
        .iter()
        .copied()
        .filter(|address| is_public(*address))
        .map(with_port)
        .collect();
    if public.is_empty() {
        let shown: Vec<_> = found.iter().map(IpAddr::to_string).collect();
        return Err(Cause::new(
            FailureCode::AddressNotPublic,
            format!("{name} resolves to {}", shown.join(", ")),
        ));
    }
    Ok(public)
}

async fn dial(
    tunnels: &Tunnels,
    addresses: &[SocketAddr],
) -> Result<(TcpStream, SocketAddr), Cause> {
    let mut last = None;
    let attempts = async {
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => return Some((stream, *address)),
                Err(error) => {
                    let mut cause = failure::of_connect(&error);
                    cause.detail = format!("{address}: {}", cause.detail);
                    last = Some(cause);
                }
            }
        }
        None
    };
    match timeout(tunnels.time_limits.connect, attempts).await {
        Ok(Some((stream, address))) => {
            // One MQTT packet per write: waiting to fill a segment only adds delay.
            let _unsupported = stream.set_nodelay(true);
            let _unsupported = notice_when_half_open(&stream);
            Ok((stream, address))
        }
        Ok(None) => Err(last.unwrap_or_else(|| {
            Cause::new(
                FailureCode::NameNotFound,
                "there is no address to connect to",
            )
        })),
        Err(_elapsed) => {
            let shown: Vec<_> = addresses.iter().map(SocketAddr::to_string).collect();
            Err(Cause::new(
                FailureCode::ConnectTimedOut,
                format!("no answer from {}", shown.join(", ")),
            ))
        }
    }
}

/// A service that vanishes without a word (a cable, a firewall that forgets) must not hold a session for hours: the system
/// asks whether it is there when nothing is under way, and gives up when something is and is not taken.
fn notice_when_half_open(stream: &TcpStream) -> io::Result<()> {
    let socket = SockRef::from(stream);
    // Half of the time in silence, then four questions.
    let silence = limits::HALF_OPEN_TIMEOUT / 2;
    let keepalive = TcpKeepalive::new()
        .with_time(silence)
        .with_interval(silence / KEEPALIVE_QUESTIONS)
        .with_retries(KEEPALIVE_QUESTIONS);
    socket.set_tcp_keepalive(&keepalive)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(limits::HALF_OPEN_TIMEOUT))?;
    Ok(())
}

async fn handshake(
    tunnels: &Tunnels,
    plan: Plan,
    tcp: Upstream,
    permit: OwnedSemaphorePermit,
) -> Result<TlsStream<Upstream>, Cause> {
    let limit = tunnels.time_limits.handshake;
    let whole = async {
        let greeted = greet(plan, tcp)
            .await
            .map_err(|error| failure::of_handshake(&error))?;
        finish(greeted, permit).await
    };
    timeout(limit, whole).await.unwrap_or_else(|_elapsed| {
        Err(Cause::new(
            FailureCode::HandshakeTimedOut,
            format!("not finished after {} s", limit.as_secs()),
        ))
    })
}

/// Says the ClientHello and waits for an answer to it, which needs no thread: there is nothing to sign yet.
async fn greet(plan: Plan, tcp: Upstream) -> io::Result<Connect<Upstream>> {
    let connector = TlsConnector::from(Arc::new(plan.config));
    let mut hello = Vec::new();
    let mut written = Ok(0);
    let mut connecting = connector.connect_with(plan.server_name, tcp, |connection| {
        written = connection.write_tls(&mut hello);
    });
    written?;
    // Without a hello it has failed already, and says so when it is asked.
    if !hello.is_empty()
        && let Some(tcp) = connecting.get_mut()
    {
        tcp.write_all(&hello).await?;
        tcp.readable().await?;
    }
    Ok(connecting)
}

/// The rest of the handshake, on a thread of its own, because rustls waits for the signature inside it.
///
/// The permit goes along: it is free again when the thread is.
async fn finish(
    greeted: Connect<Upstream>,
    permit: OwnedSemaphorePermit,
) -> Result<TlsStream<Upstream>, Cause> {
    let abandoned = CancellationToken::new();
    let _abandon_when_dropped = abandoned.clone().drop_guard();
    let runtime = tokio::runtime::Handle::current();
    let thread = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        runtime.block_on(abandoned.run_until_cancelled(greeted))
    });
    match thread.await {
        Ok(Some(Ok(stream))) => Ok(stream),
        Ok(Some(Err(error))) => Err(failure::of_handshake(&error)),
        Ok(None) => Err(Cause::new(FailureCode::ClosedByPage, "abandoned")),
        Err(error) => Err(Cause::new(FailureCode::RelayFailed, error.to_string())),
    }
}

fn opened(
    stream: &TlsStream<Upstream>,
    seen: Seen,
    signing: &SigningRecord,
    address: SocketAddr,
    timings: Timings,
) -> Opened {
    let (_, connection) = stream.get_ref();
    let tls_version = match connection.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
        _ => "TLS 1.2",
    };
    let cipher_suite = connection
        .negotiated_cipher_suite()
        .map(|suite| iana_name(suite.suite()))
        .unwrap_or_default();
    Opened {
        tls_version: tls_version.into(),
        cipher_suite,
        server_chain: seen.chain,
        root: seen.root,
        address: address.to_string(),
        client_certificate_asked: signing.certificate_asked,
        signature_scheme: signing.scheme,
        timings,
    }
}

/// rustls calls the suites of TLS 1.3 `TLS13_…`; the registry calls them `TLS_…`.
fn iana_name(suite: rustls::CipherSuite) -> String {
    let name = format!("{suite:?}");
    match name.strip_prefix("TLS13_") {
        Some(rest) => format!("TLS_{rest}"),
        None => name,
    }
}

fn of_signing(problem: &SigningProblem) -> Cause {
    match problem {
        SigningProblem::NoCommonScheme { offered } => {
            let offered: Vec<_> = offered
                .iter()
                .map(|number| format!("{:?}", rustls::SignatureScheme::from(*number)))
                .collect();
            Cause::new(
                FailureCode::NoCommonSignatureScheme,
                format!("the server takes {}", offered.join(", ")),
            )
        }
        SigningProblem::Refused(why) => {
            let why: String = why.chars().take(200).collect();
            Cause::new(FailureCode::SignatureRefused, why)
        }
        SigningProblem::TimedOut => Cause::new(
            FailureCode::SignatureTimedOut,
            "the page did not answer the request for a signature",
        ),
        SigningProblem::PageGone => Cause::new(FailureCode::ClosedByPage, "the page has gone"),
        SigningProblem::Wrong => Cause::new(
            FailureCode::SignatureWrong,
            "the signature does not verify with the key in the device's certificate",
        ),
    }
}

async fn tell(progress: &mpsc::Sender<Stage>, stage: Stage) {
    // Whoever has stopped listening drops this future as well.
    let _gone = progress.send(stage).await;
}

fn failed(stage: Stage, cause: Cause) -> Box<Failed> {
    Box::new(Failed {
        stage,
        code: cause.code,
        detail: cause.detail,
        alert: cause.alert,
        server_chain: Vec::new(),
    })
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_half_open_connection_will_be_noticed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        notice_when_half_open(&stream).unwrap();
        let socket = SockRef::from(&stream);
        assert!(socket.keepalive().unwrap());
        #[cfg(target_os = "linux")]
        {
            let silence = socket.tcp_keepalive_time().unwrap();
            let asking =
                socket.tcp_keepalive_interval().unwrap() * socket.tcp_keepalive_retries().unwrap();
            assert!(silence + asking <= limits::HALF_OPEN_TIMEOUT);
            assert_eq!(
                socket.tcp_user_timeout().unwrap(),
                Some(limits::HALF_OPEN_TIMEOUT)
            );
        }
    }
}

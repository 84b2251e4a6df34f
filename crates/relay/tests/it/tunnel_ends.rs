//! How connections that were open end, and that nothing is left of them.

use std::sync::Arc;

use relay::server::Settings;
use relay::tunnel::TimeLimits;
use relay::tunnel::allow_list::AllowedDestination;
use relay_protocol::{By, CloseCode, Closed, Open, PageMessage, RelayMessage, limits};
use rustls::ServerConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::openssl::{Identity, KeyKind};
use crate::test_page::{TestPage, open_as};
use crate::test_relay::TestRelay;
use crate::test_service::{ServerIdentity, TestService};

/// A page whose tunnel to a service is open.
async fn opened<F, Fut>(
    server: &ServerIdentity,
    config: Arc<ServerConfig>,
    then: F,
) -> (TestRelay, TestService, TestPage)
where
    F: Fn(TlsStream<TcpStream>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let service = TestService::tls(config, then).await;
    let allowed = AllowedDestination::parse(&format!("127.0.0.1:{}", service.port)).unwrap();
    let relay = TestRelay::with(Settings {
        allowed: vec![allowed],
        time_limits: TimeLimits::default(),
        ..Settings::default()
    })
    .await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let mut page = TestPage::enter(&relay).await;
    let open = Open {
        trust: server.trust(),
        ..open_as(&identity, "127.0.0.1", service.port)
    };
    page.open(open, &identity).await.unwrap();
    (relay, service, page)
}

async fn end_of<F, Fut>(then: F) -> Closed
where
    F: Fn(TlsStream<TcpStream>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let server = ServerIdentity::make(|_| {});
    let (relay, _service, mut page) = opened(&server, server.config(), then).await;
    let (received, closed) = page.hear_end().await;
    assert_eq!(received, b"last words");
    relay.becomes_idle().await;
    closed
}

#[tokio::test]
async fn the_service_ends_in_order_abruptly_or_with_a_reset() {
    let in_order = end_of(async |mut stream| {
        stream.write_all(b"last words").await.unwrap();
        stream.shutdown().await.unwrap();
    })
    .await;
    assert_eq!(
        (in_order.by, in_order.code),
        (By::Service, CloseCode::ServiceClosed)
    );

    let abrupt = end_of(async |mut stream| {
        stream.write_all(b"last words").await.unwrap();
        stream.flush().await.unwrap();
        let (mut socket, _) = stream.into_inner();
        socket.shutdown().await.unwrap();
    })
    .await;
    assert_eq!(
        (abrupt.by, abrupt.code),
        (By::Service, CloseCode::ServiceClosedAbruptly)
    );
}

#[tokio::test]
async fn a_reset_is_a_lost_connection() {
    let server = ServerIdentity::make(|_| {});
    let reset = async |mut stream: TlsStream<TcpStream>| {
        // Only once the page has said something is the handshake done on both sides.
        let _said = stream.read(&mut [0; 8]).await;
        let (socket, _) = stream.into_inner();
        socket.set_zero_linger().unwrap();
    };
    let (relay, _service, mut page) = opened(&server, server.config(), reset).await;
    page.send(b"\x10\x00").await;
    let (_, closed) = page.hear_end().await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Service, CloseCode::ConnectionLost)
    );
    relay.becomes_idle().await;
}

#[tokio::test]
async fn in_tls_1_3_a_refused_client_certificate_comes_after_opened() {
    let server = ServerIdentity::make(|_| {});
    let config = server.demanding_config(&rustls::version::TLS13);
    let (relay, _service, mut page) = opened(&server, config, async |_| {}).await;
    let (_, closed) = page.hear_end().await;
    assert_eq!((closed.by, closed.code), (By::Service, CloseCode::TlsAlert));
    let alert = closed.alert.unwrap();
    assert_eq!(
        (alert.code, alert.name.as_str()),
        (46, "certificate_unknown")
    );
    relay.becomes_idle().await;
}

/// Answers everything with itself.
async fn echo(mut stream: TlsStream<TcpStream>) {
    let mut buffer = vec![0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        if stream.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
}

#[tokio::test]
async fn the_page_goes_and_the_service_notices() {
    let server = ServerIdentity::make(|_| {});
    let (gone, noticed) = tokio::sync::mpsc::unbounded_channel();
    let listen = move |mut stream: TlsStream<TcpStream>| {
        let gone = gone.clone();
        async move {
            let mut everything = Vec::new();
            let in_order = stream.read_to_end(&mut everything).await.is_ok();
            gone.send((in_order, everything)).unwrap();
        }
    };
    let mut noticed = noticed;
    let (relay, _service, mut page) = opened(&server, server.config(), listen).await;
    assert_eq!(relay.server.tunnels().sessions(), 1);
    page.send(b"\xe0\x00").await;
    page.say(&PageMessage::Close).await;
    let (_, closed) = page.hear_end().await;
    assert_eq!((closed.by, closed.code), (By::Page, CloseCode::Asked));
    assert_eq!(noticed.recv().await, Some((true, b"\xe0\x00".to_vec())));
    relay.becomes_idle().await;

    let (relay, _service, page) = opened(&server, server.config(), echo).await;
    drop(page);
    relay.becomes_idle().await;
}

#[tokio::test]
async fn the_relay_stops_in_the_middle() {
    let server = ServerIdentity::make(|_| {});
    let (relay, _service, mut page) = opened(&server, server.config(), echo).await;
    relay.server.shutdown().await;
    let (_, closed) = page.hear_end().await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Relay, CloseCode::RelayShuttingDown)
    );
}

// A29: in process, with the tunnel idle again afterwards.
#[tokio::test]
async fn frames_over_the_limit() {
    let server = ServerIdentity::make(|_| {});
    let (relay, _service, mut page) = opened(&server, server.config(), echo).await;
    page.send(&vec![0; limits::MAX_BINARY_FRAME_BYTES + 1])
        .await;
    let (_, closed) = page.hear_end().await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Relay, CloseCode::FrameTooLarge)
    );
    relay.becomes_idle().await;
}

#[tokio::test]
async fn the_largest_frame_goes_through_untouched() {
    let server = ServerIdentity::make(|_| {});
    let (_relay, _service, mut page) = opened(&server, server.config(), echo).await;
    let frame: Vec<u8> = (0..limits::MAX_BINARY_FRAME_BYTES)
        .map(|index| (index % 251) as u8)
        .collect();
    page.send(&frame).await;
    let mut received = Vec::new();
    while received.len() < frame.len() {
        match page.hear().await {
            crate::test_page::Heard::Bytes(bytes) => received.extend(bytes),
            other => panic!("{other:?}"),
        }
    }
    assert!(received == frame);
}

#[tokio::test]
async fn without_a_client_chain_no_signature_is_asked_for() {
    let server = ServerIdentity::make(|_| {});
    let service = TestService::tls(server.config(), echo).await;
    let allowed = AllowedDestination::parse(&format!("127.0.0.1:{}", service.port)).unwrap();
    let relay = TestRelay::with(Settings {
        allowed: vec![allowed],
        ..Settings::default()
    })
    .await;
    let mut page = TestPage::enter(&relay).await;
    page.say(&PageMessage::Open(Open {
        host: "127.0.0.1".into(),
        port: service.port,
        server_name: Some("localhost".into()),
        trust: server.trust(),
        client_chain: Vec::new(),
        schemes: Vec::new(),
        capture: false,
    }))
    .await;
    match page.hear_message().await {
        RelayMessage::Opened(opened) => {
            assert!(!opened.client_certificate_asked);
            assert_eq!(opened.signature_scheme, None);
        }
        other => panic!("{other:?}"),
    }
}

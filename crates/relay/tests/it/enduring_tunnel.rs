//! Bad weather at every joint of the tunnel: each fault ends in a code the page has words for, and nothing is left of it.

use std::sync::Arc;
use std::time::Duration;

use practice_dps::listen::TlsVersions;
use relay::server::Settings;
use relay::tunnel::TimeLimits;
use relay::tunnel::allow_list::AllowedDestination;
use relay::tunnel::resolve::{Addresses, Resolve};
use relay_protocol::{
    By, CloseCode, FailureCode, Open, PageMessage, RelayMessage, Stage, Trust, limits,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::openssl::{Identity, KeyKind};
use crate::test_page::{Heard, TestPage, open_as};
use crate::test_relay::TestRelay;
use crate::test_service::{ServerIdentity, TestService};

/// Never answers.
struct SilentResolver;

impl Resolve for SilentResolver {
    fn resolve(&self, _name: String) -> Addresses {
        Box::pin(std::future::pending())
    }
}

/// A relay that may go to these ports of this computer.
async fn relay_to(ports: &[u16], time_limits: TimeLimits) -> TestRelay {
    let allowed = ports
        .iter()
        .map(|port| AllowedDestination::parse(&format!("127.0.0.1:{port}")).unwrap());
    TestRelay::with(Settings {
        allowed: allowed.collect(),
        time_limits,
        ..Settings::default()
    })
    .await
}

/// A page whose tunnel to a service that does this is open.
async fn opened<F, Fut>(time_limits: TimeLimits, then: F) -> (TestRelay, TestService, TestPage)
where
    F: Fn(TlsStream<TcpStream>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let server = ServerIdentity::make(|_| {});
    let service = TestService::tls(server.config(), then).await;
    let relay = relay_to(&[service.port], time_limits).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let mut page = TestPage::enter(&relay).await;
    let open = Open {
        trust: server.trust(),
        ..open_as(&identity, "127.0.0.1", service.port)
    };
    page.open(open, &identity).await.unwrap();
    (relay, service, page)
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

/// Keeps the connection and does nothing with it.
async fn sit(stream: TlsStream<TcpStream>) {
    std::future::pending::<()>().await;
    drop(stream);
}

fn briefly(change: impl FnOnce(&mut TimeLimits)) -> TimeLimits {
    let mut limits = TimeLimits::default();
    change(&mut limits);
    limits
}

#[tokio::test]
async fn the_page_goes_at_any_step() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let silent = TestService::start(|stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let nowhere = AllowedDestination::parse("service.example:8883").unwrap();
    let here = AllowedDestination::parse(&format!("127.0.0.1:{}", silent.port)).unwrap();
    let relay = TestRelay::with(Settings {
        allowed: vec![nowhere, here],
        resolver: Arc::new(SilentResolver),
        ..Settings::default()
    })
    .await;

    // Upgraded, and nothing said.
    let page = TestPage::enter(&relay).await;
    drop(page);
    relay.becomes_idle().await;

    for (host, port, stage) in [
        ("service.example", 8883, Stage::Resolving),
        ("127.0.0.1", silent.port, Stage::Handshaking),
    ] {
        let mut page = TestPage::enter(&relay).await;
        let open = Open {
            trust: Trust::Azure,
            ..open_as(&identity, host, port)
        };
        page.say(&PageMessage::Open(open)).await;
        loop {
            match page.hear().await {
                Heard::Message(RelayMessage::Progress { stage: begun }) if begun == stage => break,
                Heard::Message(RelayMessage::Progress { .. }) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(relay.server.tunnels().sessions(), 1);
        drop(page);
        relay.becomes_idle().await;
    }

    // While it is asked to sign: tunnel_signatures.rs. Open, and in the middle of a frame.
    let (relay, _service, page) = opened(TimeLimits::default(), sit).await;
    drop(page);
    relay.becomes_idle().await;
    let (relay, _service, mut page) = opened(TimeLimits::default(), sit).await;
    page.send_half_a_frame().await;
    drop(page);
    relay.becomes_idle().await;
}

#[tokio::test]
async fn the_service_resets_in_the_handshake() {
    let service = TestService::start(|mut stream| async move {
        let _hello = stream.read(&mut [0; 16]).await;
        stream.set_zero_linger().unwrap();
    })
    .await;
    let relay = relay_to(&[service.port], TimeLimits::default()).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let mut page = TestPage::enter(&relay).await;
    let open = Open {
        trust: Trust::Azure,
        ..open_as(&identity, "127.0.0.1", service.port)
    };
    let failed = page.open(open, &identity).await.unwrap_err();
    assert_eq!(
        (failed.stage, failed.code),
        (Stage::Handshaking, FailureCode::ClosedInHandshake)
    );
    relay.becomes_idle().await;
}

#[tokio::test]
async fn a_service_that_falls_silent() {
    let limits = briefly(|limits| limits.idle = Duration::from_millis(50));
    let (relay, _service, mut page) = opened(limits, sit).await;
    page.send(b"\xc0\x00").await;
    let (_, closed) = page.hear_end().await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Relay, CloseCode::IdleTimedOut)
    );
    relay.becomes_idle().await;
}

#[tokio::test]
async fn a_service_that_takes_nothing() {
    let limits = briefly(|limits| limits.write = Duration::from_millis(100));
    let (relay, _service, page) = opened(limits, sit).await;
    // What the page had still under way does not drown what it is told.
    let closed = page.flood_until_told(&[0; 64 * 1024]).await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Relay, CloseCode::WriteTimedOut)
    );
    relay.becomes_idle().await;
}

#[tokio::test]
async fn a_page_that_takes_nothing() {
    let limits = briefly(|limits| limits.write = Duration::from_millis(100));
    let (relay, _service, mut page) = opened(limits, async |mut stream| {
        while stream.write_all(&[0; 64 * 1024]).await.is_ok() {}
    })
    .await;
    relay.becomes_idle().await;
    // The page is still there; what it finds is the end, after what had been sent before.
    while !matches!(page.hear().await, Heard::Gone) {}
}

#[tokio::test]
async fn a_page_that_sends_and_takes_nothing_back() {
    let limits = briefly(|limits| limits.write = Duration::from_millis(100));
    let (relay, _service, mut page) = opened(limits, echo).await;
    page.flood(&[0; 16 * 1024]).await;
    relay.becomes_idle().await;
}

#[tokio::test]
async fn single_bytes_arrive_as_they_were() {
    let (relay, _service, mut page) = opened(TimeLimits::default(), echo).await;
    let sent: Vec<u8> = (0..=255).collect();
    for byte in &sent {
        page.send(&[*byte]).await;
    }
    page.send_slowly(b"slowly").await;
    let expected = [&sent[..], b"slowly"].concat();
    let mut received = Vec::new();
    while received.len() < expected.len() {
        match page.hear().await {
            Heard::Bytes(bytes) => received.extend(bytes),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(received, expected);
    drop(page);
    relay.becomes_idle().await;
}

#[tokio::test]
async fn megabytes_in_one_frame_are_refused_in_words() {
    let megabytes = vec![0; 4 * 1024 * 1024];
    let (relay, _service, page) = opened(TimeLimits::default(), echo).await;
    let closed = page.flood_until_told(&megabytes).await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Relay, CloseCode::FrameTooLarge)
    );
    relay.becomes_idle().await;

    // Before there is a connection.
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let mut page = TestPage::enter(&relay).await;
    page.send(&vec![0; 1024 * 1024 + 1]).await;
    match page.hear_message().await {
        RelayMessage::Failed(failed) => {
            assert_eq!(failed.code, FailureCode::MessageNotUnderstood);
            assert!(failed.detail.contains("too long"), "{}", failed.detail);
        }
        other => panic!("{other:?}"),
    }
    drop(page);
    relay.becomes_idle().await;
}

#[tokio::test]
async fn text_where_bytes_are_due() {
    for text in ["MQTT", r#"{"type":"dance"}"#, r#"{"type":"close","id":"#] {
        let (relay, _service, mut page) = opened(TimeLimits::default(), echo).await;
        page.say_text(text).await;
        let (_, closed) = page.hear_end().await;
        assert_eq!(
            (closed.by, closed.code),
            (By::Relay, CloseCode::MessageNotUnderstood),
            "{text}"
        );
        assert_eq!(
            page.hear_close_frame().await,
            (1008, "message_not_understood".to_owned())
        );
        relay.becomes_idle().await;
    }
}

#[tokio::test]
async fn what_is_no_websocket() {
    let (relay, _service, mut page) = opened(TimeLimits::default(), echo).await;
    // Not masked, which a page's frames always are.
    page.send_raw(b"\x82\x02ab").await;
    let (_, closed) = page.hear_end().await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Relay, CloseCode::MessageNotUnderstood)
    );
    drop(page);
    relay.becomes_idle().await;
}

#[tokio::test]
async fn the_relay_says_goodbye_with_a_reason() {
    let (relay, _service, mut page) = opened(TimeLimits::default(), echo).await;
    let mut waiting = TestPage::enter(&relay).await;
    let shutdown = relay.server.shutdown();
    let hear = async {
        let (_, closed) = page.hear_end().await;
        assert_eq!(
            (closed.by, closed.code),
            (By::Relay, CloseCode::RelayShuttingDown)
        );
        assert_eq!(
            page.hear_close_frame().await,
            (1001, "relay_shutting_down".to_owned())
        );
        // Whoever had not said a word yet is told as well.
        match waiting.hear_message().await {
            RelayMessage::Failed(failed) => {
                assert_eq!(failed.code, FailureCode::RelayShuttingDown);
            }
            other => panic!("{other:?}"),
        }
    };
    tokio::join!(shutdown, hear);
}

#[tokio::test]
async fn hundreds_of_tunnels_leave_nothing_behind() {
    const AT_ONCE: usize = 100;
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let practice = relay.server.info().practice.clone().unwrap();
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let mut pages = Vec::new();
    for _ in 0..AT_ONCE {
        let mut page = TestPage::enter(&relay).await;
        let open = open_as(&identity, &practice.host, practice.port);
        page.open(open, &identity).await.unwrap();
        pages.push(page);
    }
    assert_eq!(relay.server.tunnels().sessions(), AT_ONCE);
    assert!(relay.server.tasks() >= AT_ONCE);
    const { assert!(AT_ONCE < limits::MAX_SESSIONS) };
    drop(pages);
    relay.becomes_idle().await;
}

//! Connections that fail on the way, each for real.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, date_time_ymd};
use relay::server::Settings;
use relay::tunnel::TimeLimits;
use relay::tunnel::allow_list::AllowedDestination;
use relay::tunnel::resolve::Resolve;
use relay_protocol::{Failed, FailureCode, Open, Stage, Trust};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::openssl::{Identity, KeyKind};
use crate::test_page::{TestPage, open_as};
use crate::test_relay::TestRelay;
use crate::test_service::{ServerIdentity, TestService};
use crate::tunnel_refusals::FixedResolver;

/// A relay that may reach this port of this computer under three names.
async fn relay_to(port: u16, time_limits: TimeLimits) -> (TestRelay, Arc<FixedResolver>) {
    let resolver = Arc::new(FixedResolver::new(&["127.0.0.1"]));
    let allowed = ["localhost", "127.0.0.1", "service.example"]
        .map(|host| AllowedDestination::parse(&format!("{host}:{port}")).unwrap());
    let relay = TestRelay::with(Settings {
        allowed: allowed.to_vec(),
        resolver: Arc::clone(&resolver) as Arc<dyn Resolve>,
        time_limits,
        ..Settings::default()
    })
    .await;
    (relay, resolver)
}

async fn failure(relay: &TestRelay, open: Open, identity: &Identity) -> Failed {
    let mut page = TestPage::enter(relay).await;
    let failed = page.open(open, identity).await.unwrap_err();
    relay.becomes_idle().await;
    failed
}

fn quick(change: impl FnOnce(&mut TimeLimits)) -> TimeLimits {
    let mut limits = TimeLimits::default();
    change(&mut limits);
    limits
}

/// How a service that treats its connections like this is reported, and in which stage.
#[track_caller]
fn check(failed: &Failed, stage: Stage, code: FailureCode) {
    assert_eq!((failed.stage, failed.code), (stage, code), "{failed:?}");
    assert!(!failed.detail.is_empty());
}

#[tokio::test]
async fn nothing_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let (relay, _) = relay_to(port, TimeLimits::default()).await;
    let open = Open {
        trust: Trust::Azure,
        ..open_as(&identity, "127.0.0.1", port)
    };
    let failed = failure(&relay, open, &identity).await;
    check(&failed, Stage::Connecting, FailureCode::ConnectionRefused);
    assert!(failed.detail.contains("127.0.0.1"));
}

#[tokio::test]
async fn nobody_answers() {
    // A listener that accepts nothing and has no room left drops further attempts.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut filling = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(100), TcpStream::connect(address)).await
    {
        filling.push(stream);
    }
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let limits = quick(|limits| limits.connect = Duration::from_millis(50));
    let (relay, _) = relay_to(address.port(), limits).await;
    let open = Open {
        trust: Trust::Azure,
        ..open_as(&identity, "127.0.0.1", address.port())
    };
    let failed = failure(&relay, open, &identity).await;
    check(&failed, Stage::Connecting, FailureCode::ConnectTimedOut);
}

#[tokio::test]
async fn services_that_do_not_shake_hands() {
    // (what it says to the ClientHello, whether it then closes, what that is called)
    let cases: [(&[u8], bool, FailureCode); 6] = [
        (b"", false, FailureCode::HandshakeTimedOut),
        (b"", true, FailureCode::ClosedInHandshake),
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            true,
            FailureCode::NotTls,
        ),
        // CONNACK: MQTT without TLS.
        (
            b"\x20\x02\x00\x00\x20\x02\x00\x00",
            true,
            FailureCode::NotTls,
        ),
        // The alert protocol_version, as a server that knows only TLS 1.0 sends it.
        (
            b"\x15\x03\x01\x00\x02\x02\x46",
            true,
            FailureCode::ProtocolVersion,
        ),
        // ServerHelloDone where ServerHello belongs.
        (
            b"\x16\x03\x03\x00\x04\x0e\x00\x00\x00",
            true,
            FailureCode::TlsProtocol,
        ),
    ];
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    for (answer, closes, expected) in cases {
        let service = TestService::start(move |mut stream| async move {
            let _hello = stream.read(&mut [0; 4096]).await;
            let _gone = stream.write_all(answer).await;
            if !closes {
                let _until_the_relay_gives_up = stream.read(&mut [0; 64]).await;
            }
        })
        .await;
        let limits = quick(|limits| {
            if expected == FailureCode::HandshakeTimedOut {
                limits.handshake = Duration::from_millis(50);
            }
        });
        let (relay, _) = relay_to(service.port, limits).await;
        let open = Open {
            trust: Trust::Azure,
            ..open_as(&identity, "localhost", service.port)
        };
        let failed = failure(&relay, open, &identity).await;
        check(&failed, Stage::Handshaking, expected);
        if expected == FailureCode::ProtocolVersion {
            let alert = failed.alert.unwrap();
            assert_eq!((alert.code, alert.name.as_str()), (70, "protocol_version"));
        }
    }
}

/// How a server with this certificate fails, when asked for by this name and with trust in its root unless changed.
async fn judged(
    change_certificate: impl FnOnce(&mut CertificateParams),
    change_open: impl FnOnce(&mut Open),
) -> Failed {
    let server = ServerIdentity::make(change_certificate);
    let service = TestService::tls(server.config(), async |_| {}).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let (relay, resolver) = relay_to(service.port, TimeLimits::default()).await;
    let mut open = Open {
        trust: server.trust(),
        ..open_as(&identity, "localhost", service.port)
    };
    change_open(&mut open);
    let failed = failure(&relay, open, &identity).await;
    // Resolved once, and what was resolved is what was connected to.
    assert_eq!(resolver.asked.load(Ordering::Relaxed), 1);
    failed
}

#[tokio::test]
async fn servers_whose_certificate_is_refused() {
    let failed = judged(|_| {}, |open| open.host = "service.example".into()).await;
    check(&failed, Stage::Handshaking, FailureCode::ServerNameMismatch);
    assert!(failed.detail.contains("service.example"), "{failed:?}");
    let (shown, _) = device_certs::Certificate::read(failed.server_chain[0].as_slice());
    assert_eq!(shown.common_name(), Some("a server of the tests"));

    let failed = judged(
        |_| {},
        |open| open.server_name = Some("other.example".into()),
    )
    .await;
    check(&failed, Stage::Handshaking, FailureCode::ServerNameMismatch);

    let failed = judged(|_| {}, |open| open.trust = Trust::Azure).await;
    check(
        &failed,
        Stage::Handshaking,
        FailureCode::ServerRootNotTrusted,
    );
    assert_eq!(failed.server_chain.len(), 1);

    // Another root of the same name: someone else's key.
    let other = ServerIdentity::make(|_| {}).trust();
    let failed = judged(|_| {}, |open| open.trust = other).await;
    check(
        &failed,
        Stage::Handshaking,
        FailureCode::ServerRootNotTrusted,
    );

    let expired = |leaf: &mut CertificateParams| {
        leaf.not_before = date_time_ymd(2019, 1, 1);
        leaf.not_after = date_time_ymd(2020, 1, 1);
    };
    let failed = judged(expired, |_| {}).await;
    check(
        &failed,
        Stage::Handshaking,
        FailureCode::ServerCertificateExpired,
    );

    let early = |leaf: &mut CertificateParams| {
        leaf.not_before = date_time_ymd(3000, 1, 1);
        leaf.not_after = date_time_ymd(3001, 1, 1);
    };
    let failed = judged(early, |_| {}).await;
    check(
        &failed,
        Stage::Handshaking,
        FailureCode::ServerCertificateNotYetValid,
    );

    let for_clients = |leaf: &mut CertificateParams| {
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    let failed = judged(for_clients, |_| {}).await;
    check(
        &failed,
        Stage::Handshaking,
        FailureCode::ServerCertificateUnfit,
    );
}

#[tokio::test]
async fn a_server_that_refuses_the_client_certificate_in_the_handshake() {
    let server = ServerIdentity::make(|_| {});
    let config = server.demanding_config(&rustls::version::TLS12);
    let service = TestService::tls(config, async |_| {}).await;
    let (relay, _) = relay_to(service.port, TimeLimits::default()).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let open = Open {
        trust: server.trust(),
        ..open_as(&identity, "localhost", service.port)
    };
    let failed = failure(&relay, open, &identity).await;
    check(&failed, Stage::Handshaking, FailureCode::TlsAlert);
    let alert = failed.alert.unwrap();
    assert_eq!(
        (alert.code, alert.name.as_str()),
        (46, "certificate_unknown")
    );
}

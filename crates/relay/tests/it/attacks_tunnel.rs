//! What a page that was let in may not do with the tunnel, against the real binary.

use relay_protocol::{
    By, CloseCode, FailureCode, Open, PageMessage, RelayMessage, Stage, Trust, limits,
};

use crate::openssl::{Identity, KeyKind};
use crate::test_page::{Heard, TestPage, open_as};
use crate::test_target::Target;

fn open(host: &str, port: u16) -> PageMessage {
    PageMessage::Open(Open {
        host: host.into(),
        port,
        server_name: None,
        trust: Trust::Azure,
        client_chain: Vec::new(),
        schemes: Vec::new(),
        capture: false,
    })
}

// A25, A27: the relay knocks at no other door, however the door is written.
#[tokio::test]
async fn destinations_that_are_not_allowed() {
    let target = Target::start(&["--practice-listen=127.0.0.1:0"]);
    let cookie = target.cookie().await;
    let practice = target.info().await.practice.unwrap();
    for (host, port) in [
        ("169.254.169.254", 80),
        ("169.254.169.254", 8883),
        ("168.63.129.16", 443),
        ("127.0.0.1", 22),
        ("127.0.0.1", 8883),
        ("127.0.0.2", practice.port),
        ("localhost", 8883),
        ("[::1]", 8883),
        ("::1", 8883),
        ("10.0.0.1", 8883),
        ("172.16.0.1", 8883),
        ("192.168.1.1", 443),
        ("fd00::1", 8883),
        ("2130706433", 8883),
        ("0x7f.1", 8883),
        ("example.com", 8883),
        ("azure-devices.net", 8883),
        ("azure-devices.net.evil", 8883),
        ("evilazure-devices.net", 8883),
        ("hub.azure-devices.net.", 8883),
        ("hub.azure-devices.net\0.evil", 8883),
        ("hub.azure-devices.net:22@evil", 8883),
        ("hub.azure-devices.net/evil", 8883),
        ("hub.azure-devices.nеt", 8883),
        ("xn--hub.azure-devices.nt-xyz", 8883),
        ("global.azure-devices-provisioning.net", 22),
        ("", 8883),
    ] {
        // The practice service's own port is taken at random, and may be one of these.
        if host == "127.0.0.1" && port == practice.port {
            continue;
        }
        let mut page = target.page(&cookie).await;
        page.say(&open(host, port)).await;
        match page.hear_message().await {
            RelayMessage::Failed(failed) => assert_eq!(
                (failed.stage, failed.code),
                (Stage::Requested, FailureCode::DestinationNotAllowed),
                "{host}:{port}"
            ),
            other => panic!("{host}:{port}: {other:?}"),
        }
    }
    becomes_idle(&target).await;
    target.assert_unharmed().await;
}

// A29: a frame over the limit, a message without end in fragments, a flood of pings.
#[tokio::test]
async fn frame_bombs_and_floods() {
    let target = Target::start(&["--practice-listen=127.0.0.1:0"]);
    let cookie = target.cookie().await;
    let practice = target.info().await.practice.unwrap();
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let opened = async || -> TestPage {
        let mut page = target.page(&cookie).await;
        let asked = open_as(&identity, &practice.host, practice.port);
        page.open(asked, &identity).await.unwrap();
        page
    };

    let mut page = opened().await;
    page.send(&vec![0; limits::MAX_BINARY_FRAME_BYTES + 1])
        .await;
    let (_, closed) = page.hear_end().await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Relay, CloseCode::FrameTooLarge)
    );

    let mut page = opened().await;
    page.send_fragments(64 * 1024, 64).await;
    match page.hear().await {
        Heard::Message(RelayMessage::Closed(closed)) => {
            assert_eq!(closed.code, CloseCode::FrameTooLarge, "a message of 4 MiB");
        }
        // The page was still sending when it was told, and did not listen.
        Heard::Gone => {}
        other => panic!("{other:?}"),
    }

    let mut page = opened().await;
    page.flood_with_pings(limits::MAX_SESSION_FRAMES + 1).await;
    let (_, closed) = page.hear_end().await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Relay, CloseCode::SessionLimit)
    );

    drop(page);
    becomes_idle(&target).await;
    target.assert_unharmed().await;
}

/// Comes back once every session has ended; panics if one never does.
async fn becomes_idle(target: &Target) {
    let gives_up = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while target.info().await.tunnels > 0 {
        assert!(std::time::Instant::now() < gives_up, "a session stays open");
    }
}

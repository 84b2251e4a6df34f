//! What is refused before anything is connected to.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use relay::server::Settings;
use relay::tunnel::TimeLimits;
use relay::tunnel::resolve::{Addresses, Resolve};
use relay_protocol::{
    Binary, Failed, FailureCode, Open, PageMessage, RelayMessage, Stage, Trust, limits,
};

use crate::test_page::TestPage;
use crate::test_relay::TestRelay;

/// Answers every name with these addresses, and counts how often it was asked.
#[derive(Default)]
pub(crate) struct FixedResolver {
    addresses: Vec<IpAddr>,
    pub(crate) asked: AtomicUsize,
}

impl FixedResolver {
    pub(crate) fn new(addresses: &[&str]) -> Self {
        Self {
            addresses: addresses
                .iter()
                .map(|address| address.parse().unwrap())
                .collect(),
            asked: AtomicUsize::new(0),
        }
    }
}

impl Resolve for FixedResolver {
    fn resolve(&self, _name: String) -> Addresses {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let addresses = self.addresses.clone();
        Box::pin(async move { Ok(addresses) })
    }
}

/// Never answers.
struct SilentResolver;

impl Resolve for SilentResolver {
    fn resolve(&self, _name: String) -> Addresses {
        Box::pin(std::future::pending())
    }
}

/// Knows no name.
struct IgnorantResolver;

impl Resolve for IgnorantResolver {
    fn resolve(&self, _name: String) -> Addresses {
        Box::pin(async { Err(io::Error::other("no such host is known")) })
    }
}

fn open(host: &str, port: u16) -> Open {
    Open {
        host: host.into(),
        port,
        server_name: None,
        trust: Trust::Azure,
        client_chain: Vec::new(),
        schemes: Vec::new(),
        capture: false,
    }
}

async fn failure(relay: &TestRelay, open: Open) -> Failed {
    let mut page = TestPage::enter(relay).await;
    page.say(&PageMessage::Open(open)).await;
    match page.hear_message().await {
        RelayMessage::Failed(failed) => failed,
        other => panic!("{other:?}"),
    }
}

// A25, A27: the same in process, with every stage of the tunnel idle again afterwards.
#[tokio::test]
async fn destinations_that_are_not_allowed() {
    let relay = TestRelay::start().await;
    for (host, port) in [
        ("169.254.169.254", 80),
        ("169.254.169.254", 8883),
        ("127.0.0.1", 22),
        ("127.0.0.1", 8883),
        ("localhost", 8883),
        ("[::1]", 8883),
        ("::1", 8883),
        ("10.0.0.1", 8883),
        ("192.168.1.1", 443),
        ("2130706433", 8883),
        ("0x7f.1", 8883),
        ("example.com", 8883),
        ("azure-devices.net", 8883),
        ("azure-devices.net.evil", 8883),
        ("evilazure-devices.net", 8883),
        ("hub.azure-devices.net.", 8883),
        ("hub.azure-devices.net\0.evil", 8883),
        ("hub.azure-devices.net:22@evil", 8883),
        ("hub.azure-devices.nеt", 8883),
        ("global.azure-devices-provisioning.net", 22),
        ("", 8883),
    ] {
        let failed = failure(&relay, open(host, port)).await;
        assert_eq!(
            (failed.stage, failed.code),
            (Stage::Requested, FailureCode::DestinationNotAllowed),
            "{host}:{port}"
        );
    }
    relay.becomes_idle().await;
}

// A26: in process, where names need no network to lie; `attacks_names.rs` has one.
#[tokio::test]
async fn allowed_names_that_lead_into_the_local_network() {
    for addresses in [
        &["127.0.0.1"][..],
        &["10.0.0.1", "fd00::1"],
        &["::ffff:169.254.169.254"],
        &["0.0.0.0"],
    ] {
        let resolver = Arc::new(FixedResolver::new(addresses));
        let relay = TestRelay::with(Settings {
            resolver: Arc::clone(&resolver) as Arc<dyn Resolve>,
            ..Settings::default()
        })
        .await;
        let failed = failure(&relay, open("hub.azure-devices.net", 8883)).await;
        assert_eq!(
            (failed.stage, failed.code),
            (Stage::Resolving, FailureCode::AddressNotPublic),
            "{addresses:?}"
        );
        assert_eq!(resolver.asked.load(Ordering::Relaxed), 1);
    }
}

/// Says something public when first asked and this computer from then on, as a rebinding name does.
struct FlippingResolver(AtomicUsize);

impl Resolve for FlippingResolver {
    fn resolve(&self, _name: String) -> Addresses {
        let address = match self.0.fetch_add(1, Ordering::Relaxed) {
            // In the part of IPv6 that counts as public, and given back by the 6bone: nobody is there.
            0 => "3ffe::1",
            _ => "127.0.0.1",
        };
        Box::pin(async move { Ok(vec![address.parse().unwrap()]) })
    }
}

// A26: between the check and the connection there is no second question.
#[tokio::test]
async fn allowed_names_that_flip_after_the_check() {
    let resolver = Arc::new(FlippingResolver(AtomicUsize::new(0)));
    let relay = TestRelay::with(Settings {
        resolver: Arc::clone(&resolver) as Arc<dyn Resolve>,
        time_limits: TimeLimits {
            connect: Duration::from_millis(20),
            ..TimeLimits::default()
        },
        ..Settings::default()
    })
    .await;
    let failed = failure(&relay, open("hub.azure-devices.net", 8883)).await;
    assert_eq!(failed.stage, Stage::Connecting, "{failed:?}");
    assert!(failed.detail.contains("[3ffe::1]:8883"), "{failed:?}");
    assert_eq!(resolver.0.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn names_that_do_not_resolve() {
    let code = |resolver: Arc<dyn Resolve>| async {
        let relay = TestRelay::with(Settings {
            resolver,
            time_limits: TimeLimits {
                resolve: Duration::from_millis(20),
                ..TimeLimits::default()
            },
            ..Settings::default()
        })
        .await;
        let failed = failure(&relay, open("hub.azure-devices.net", 8883)).await;
        assert_eq!(failed.stage, Stage::Resolving);
        relay.becomes_idle().await;
        failed.code
    };
    assert_eq!(
        code(Arc::new(IgnorantResolver)).await,
        FailureCode::NameNotFound
    );
    assert_eq!(
        code(Arc::new(FixedResolver::default())).await,
        FailureCode::NameNotFound
    );
    assert_eq!(
        code(Arc::new(SilentResolver)).await,
        FailureCode::NameLookupTimedOut
    );
}

#[tokio::test]
async fn opens_that_ask_for_what_cannot_be() {
    let relay = TestRelay::start().await;
    let azure = || open("global.azure-devices-provisioning.net", 8883);
    let given = |certificates: Vec<Binary>| Open {
        trust: Trust::Certificates(certificates),
        ..azure()
    };
    let chain = |count: usize, length: usize| Open {
        client_chain: vec![Binary(vec![0; length]); count],
        ..azure()
    };
    let named = |name: &str| Open {
        server_name: Some(name.into()),
        ..azure()
    };
    for (open, expected) in [
        (
            Open {
                trust: Trust::Practice,
                ..azure()
            },
            FailureCode::PracticeNotRunning,
        ),
        (given(Vec::new()), FailureCode::TrustUnreadable),
        (
            given(vec![Binary(b"no certificate".to_vec())]),
            FailureCode::TrustUnreadable,
        ),
        (
            given(vec![Binary(vec![0x30]); limits::MAX_TRUST_CERTIFICATES + 1]),
            FailureCode::TrustUnreadable,
        ),
        (
            chain(limits::MAX_CHAIN_CERTIFICATES + 1, 1),
            FailureCode::ClientChainTooLarge,
        ),
        (
            chain(2, limits::MAX_CHAIN_BYTES / 2 + 1),
            FailureCode::ClientChainTooLarge,
        ),
        (
            named("hub.azure-devices.net"),
            FailureCode::ServerNameNotAllowed,
        ),
        (named("no name"), FailureCode::ServerNameUnreadable),
    ] {
        let failed = failure(&relay, open).await;
        assert_eq!((failed.stage, failed.code), (Stage::Requested, expected));
        assert!(!failed.detail.is_empty());
    }
    relay.becomes_idle().await;
}

#[tokio::test]
async fn first_messages_that_are_no_open() {
    let relay = TestRelay::start().await;
    let too_long = " ".repeat(limits::MAX_CONTROL_FRAME_BYTES + 1);
    for text in [
        "",
        "open",
        "{}",
        r#"{"type":"close"}"#,
        r#"{"type":"signature","id":1,"signature":""}"#,
        r#"{"type":"open","host":"h","port":8883,"trust":"none"}"#,
        &too_long,
    ] {
        let mut page = TestPage::enter(&relay).await;
        page.say_text(text).await;
        match page.hear_message().await {
            RelayMessage::Failed(failed) => {
                assert_eq!(failed.code, FailureCode::MessageNotUnderstood);
            }
            other => panic!("{other:?}"),
        }
    }
    let mut page = TestPage::enter(&relay).await;
    page.send(b"\x10\x00").await;
    match page.hear_message().await {
        RelayMessage::Failed(failed) => {
            assert_eq!(failed.code, FailureCode::MessageNotUnderstood);
        }
        other => panic!("{other:?}"),
    }
    relay.becomes_idle().await;
}

#[tokio::test]
async fn a_page_that_says_nothing_is_not_waited_for() {
    let relay = TestRelay::with(Settings {
        time_limits: TimeLimits {
            open: Duration::from_millis(20),
            ..TimeLimits::default()
        },
        ..Settings::default()
    })
    .await;
    let mut page = TestPage::enter(&relay).await;
    match page.hear_message().await {
        RelayMessage::Failed(failed) => assert_eq!(failed.code, FailureCode::OpenTimedOut),
        other => panic!("{other:?}"),
    }
    relay.becomes_idle().await;
}

//! Names that are allowed and lead elsewhere than to Azure, against the real binary in a network where they do.

use relay_protocol::{Failed, FailureCode, Open, PageMessage, RelayMessage, Stage, Trust};

use crate::lying_network::{Ears, Names, PORT, PUBLIC, UNREACHABLE, is_entered};
use crate::test_target::Target;

const HUB: &str = "hub.azure-devices.net";

/// A page that was let in, over and over; what it asks for fails.
struct Pages {
    target: Target,
    cookie: String,
}

impl Pages {
    async fn start() -> Self {
        let target = Target::without_practice();
        let cookie = target.cookie().await;
        Self { target, cookie }
    }

    async fn open(&self, host: &str) -> Failed {
        let mut page = self.target.page(&self.cookie).await;
        page.say(&PageMessage::Open(Open {
            host: host.into(),
            port: PORT,
            server_name: None,
            trust: Trust::Azure,
            client_chain: Vec::new(),
            schemes: Vec::new(),
            capture: false,
        }))
        .await;
        match page.hear_message().await {
            RelayMessage::Failed(failed) => failed,
            other => panic!("{host}: {other:?}"),
        }
    }

    async fn open_refused(&self, host: &str) -> Failed {
        let failed = self.open(host).await;
        assert_eq!(
            (failed.stage, failed.code),
            (Stage::Resolving, FailureCode::AddressNotPublic),
            "{failed:?}"
        );
        failed
    }
}

// A26: whatever the name's addresses are, in the way each is written, nobody there hears of it.
#[tokio::test]
async fn allowed_names_that_lead_into_the_local_network() {
    if !is_entered("attacks_names::allowed_names_that_lead_into_the_local_network") {
        return;
    }
    let names = Names::start().await;
    let mut ears = Ears::listen().await;
    let pages = Pages::start().await;
    for host in ["global.azure-devices-provisioning.net", HUB] {
        for addresses in [
            &["127.0.0.1"][..],
            &["127.1.2.3"],
            &["0.0.0.0"],
            &["10.1.2.3"],
            &["169.254.169.254"],
            &["168.63.129.16"],
            &["::1"],
            &["::"],
            &["fd00::1"],
            &["::ffff:127.0.0.1"],
            &["::ffff:169.254.169.254"],
            &["64:ff9b::7f00:1"],
            &["10.1.2.3", "fd00::1", "127.0.0.1", "::1"],
        ] {
            names.say(host, &[addresses]);
            let failed = pages.open_refused(host).await;
            for address in addresses {
                assert!(failed.detail.contains(address), "{address}: {failed:?}");
            }
            assert_eq!(names.asked(host), [1, 1]);
        }
    }
    for address in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"] {
        assert_eq!(ears.heard(address).await, [""; 0]);
    }
    pages.target.assert_unharmed().await;
}

// A26: a public address among the others opens the door to none of them, not even when nobody is at the public one.
#[tokio::test]
async fn allowed_names_that_lead_to_both() {
    if !is_entered("attacks_names::allowed_names_that_lead_to_both") {
        return;
    }
    let names = Names::start().await;
    let mut ears = Ears::listen().await;
    let pages = Pages::start().await;

    names.say(HUB, &[&["127.0.0.1", PUBLIC, "::1", "10.1.2.3"]]);
    let failed = pages.open(HUB).await;
    assert_eq!(failed.stage, Stage::Handshaking, "{failed:?}");
    assert_eq!(ears.heard("127.0.0.1").await, [PUBLIC]);

    names.say(HUB, &[&["127.0.0.1", UNREACHABLE, "::1", "10.1.2.3"]]);
    let failed = pages.open(HUB).await;
    assert_eq!(failed.stage, Stage::Connecting, "{failed:?}");
    assert!(failed.detail.starts_with(UNREACHABLE), "{failed:?}");
    assert_eq!(ears.heard("127.0.0.1").await, [""; 0]);
    pages.target.assert_unharmed().await;
}

// A26: between the check and the connection there is no second question, whose answer nobody would check; and the next
// page is told of what the name has become.
#[tokio::test]
async fn allowed_names_that_flip_after_the_check() {
    if !is_entered("attacks_names::allowed_names_that_flip_after_the_check") {
        return;
    }
    let names = Names::start().await;
    let mut ears = Ears::listen().await;
    let pages = Pages::start().await;
    for (first, stage, heard) in [
        (PUBLIC, Stage::Handshaking, &[PUBLIC][..]),
        (UNREACHABLE, Stage::Connecting, &[]),
    ] {
        names.say(HUB, &[&[first], &["127.0.0.1", "::1"]]);
        let failed = pages.open(HUB).await;
        assert_eq!(failed.stage, stage, "{failed:?}");
        assert_eq!(names.asked(HUB), [1, 1]);
        assert_eq!(ears.heard("127.0.0.1").await, heard);

        pages.open_refused(HUB).await;
        assert_eq!(names.asked(HUB), [2, 2]);
        assert_eq!(ears.heard("127.0.0.1").await, [""; 0]);
    }
    pages.target.assert_unharmed().await;
}

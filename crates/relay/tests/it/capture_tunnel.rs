//! Recordings through the tunnel: only for whoever asks, whole, and without a trace in the relay.

use device_session::{Action, Direction, DpsSession, LoggedPacket};
use dps_protocol::registration::Settings;
use practice_dps::listen::TlsVersions;
use relay_protocol::{Open, PageMessage, Recorded, RelayMessage, Way};
use std::time::Instant;

use crate::openssl::{Identity, KeyKind};
use crate::test_page::{Heard, TestPage, open_as};
use crate::test_relay::TestRelay;

/// What a page knows after a registration that nobody enrolled: its packets, and what was recorded.
struct Session {
    packets: Vec<LoggedPacket>,
    recorded: Vec<Recorded>,
    address: String,
}

async fn run(tls: TlsVersions, kind: KeyKind, capture: bool) -> Session {
    let relay = TestRelay::with_practice(tls).await;
    let identity = Identity::self_signed("dev-01", kind);
    let info = relay.server.info().practice.clone().unwrap();
    let mut page = TestPage::enter(&relay).await;
    let open = Open {
        capture,
        ..open_as(&identity, &info.host, info.port)
    };
    let opened = page.open(open, &identity).await.unwrap();
    let mut session = DpsSession::new(Settings::new(&info.id_scope, "dev-01", "2019-03-31", None));
    let began = Instant::now();
    let mut packets = Vec::new();
    let mut is_over = false;
    while session.outcome().is_none() || !is_over {
        let now = began.elapsed();
        let mut actions = if session.ready(now).is_some() {
            session.perform(now)
        } else {
            session.tick(now)
        };
        if actions.is_empty() {
            actions = match page.hear().await {
                Heard::Bytes(bytes) => session.receive(began.elapsed(), &bytes),
                Heard::Message(RelayMessage::Closed(_)) => {
                    is_over = true;
                    session.closed(began.elapsed())
                }
                other => panic!("{other:?}"),
            };
        }
        for action in actions {
            match action {
                Action::Send(bytes) => page.send(&bytes).await,
                Action::Close => page.say(&PageMessage::Close).await,
                Action::Log(packet) => packets.push(packet),
                Action::Finished => {}
            }
        }
    }
    let recorded = std::mem::take(&mut page.recorded);
    drop(page);
    relay.becomes_idle().await;
    Session {
        packets,
        recorded,
        address: opened.address,
    }
}

#[tokio::test]
async fn nothing_is_recorded_unless_asked_for() {
    let session = run(TlsVersions::Tls13, KeyKind::P256, false).await;
    assert_eq!(session.recorded, []);
}

#[tokio::test]
async fn a_recording_begins_before_the_handshake_and_ends_with_the_connection() {
    for (tls, label, lines) in [
        (TlsVersions::Tls12, "CLIENT_RANDOM ", 1),
        (TlsVersions::Tls13, "CLIENT_TRAFFIC_SECRET_0 ", 1),
    ] {
        let session = run(tls, KeyKind::P256, true).await;
        let Some(Recorded::Begun { at, server, .. }) = session.recorded.first() else {
            panic!("{:?}", session.recorded);
        };
        assert_eq!(*server, session.address);
        let mut last = *at;
        let mut bytes = [0, 0];
        let mut ended = 0;
        let mut secrets = String::new();
        for recorded in &session.recorded[1..] {
            match recorded {
                Recorded::Begun { .. } => panic!("a connection begins once"),
                Recorded::Record {
                    at,
                    way,
                    bytes: went,
                } => {
                    assert!(*at >= last, "in the order of time");
                    last = *at;
                    bytes[usize::from(*way == Way::Received)] += went.as_slice().len();
                    ended += usize::from(went.as_slice().is_empty());
                }
                Recorded::Secrets(more) => secrets.push_str(&more.0),
            }
        }
        // What is encrypted is longer than what it holds.
        let said = |direction| {
            let of = session
                .packets
                .iter()
                .filter(|packet| packet.direction == direction);
            of.map(|packet| packet.bytes.len()).sum::<usize>()
        };
        assert!(bytes[0] > said(Direction::Sent) && bytes[1] > said(Direction::Received));
        assert!(ended >= 1, "{ended} ends");
        assert_eq!(secrets.matches(label).count(), lines, "{tls:?}");
    }
}

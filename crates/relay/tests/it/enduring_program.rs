//! Bad weather for the program as a whole: killed, put to sleep, told to stop; and what it holds of the system's.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use relay_protocol::{By, CloseCode, Open, PageMessage, RelayMessage, SUBPROTOCOL, TUNNEL_PATH};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::openssl::{Identity, KeyKind};
use crate::test_page::{Heard, open_as};
use crate::test_target::Target;

const PRACTICE: &str = "--practice-listen=127.0.0.1:0";

/// PINGREQ and PINGRESP: after CONNECT was taken, whoever answers is alive. Before it, the practice service hangs up.
const PINGREQ: &[u8] = b"\xc0\x00";

async fn to_practice(target: &Target, identity: &Identity) -> Open {
    let practice = target.info().await.practice.unwrap();
    open_as(identity, &practice.host, practice.port)
}

#[tokio::test]
async fn killed_and_started_again() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let target = Target::start(&[PRACTICE]);
    let address = target.address();
    let mut page = target.page(&target.cookie().await).await;
    let open = to_practice(&target, &identity).await;
    page.open(open, &identity).await.unwrap();
    target.running.signal("KILL");
    assert!(matches!(page.hear().await, Heard::Gone));
    drop(target);

    // On the same port at once, although a moment ago connections were open there.
    let target = Target::start_at(&address.to_string(), &[PRACTICE]);
    let mut page = target.page(&target.cookie().await).await;
    let open = to_practice(&target, &identity).await;
    page.open(open, &identity).await.unwrap();
    page.say(&PageMessage::Close).await;
    let (_, closed) = page.hear_end().await;
    assert_eq!((closed.by, closed.code), (By::Page, CloseCode::Asked));
    drop(page);
    holds_no_more_than(&target, 0).await;
    target.assert_unharmed().await;
}

#[tokio::test]
async fn put_to_sleep_and_woken() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let target = Target::start(&[PRACTICE]);
    let cookie = target.cookie().await;
    let mut page = target.page(&cookie).await;
    let open = to_practice(&target, &identity).await;
    page.open(open.clone(), &identity).await.unwrap();
    let mut asked = target.page(&cookie).await;
    asked.say(&PageMessage::Open(open)).await;
    let (id, signature) = match asked.hear_message().await {
        RelayMessage::Sign {
            id,
            scheme,
            message,
        } => (id, identity.sign(scheme, message.as_slice()).into()),
        other => panic!("{other:?}"),
    };

    target.running.signal("STOP");
    // Said to somebody who sleeps: it waits in the socket.
    page.send(PINGREQ).await;
    asked.say(&PageMessage::Signature { id, signature }).await;
    target.running.signal("CONT");

    // A PINGREQ where CONNECT is due: the service ends this connection, and that arrives.
    let (_, closed) = page.hear_end().await;
    assert_eq!(closed.by, By::Service, "{closed:?}");
    assert!(matches!(
        asked.hear_message().await,
        RelayMessage::Opened(_)
    ));
    drop((page, asked));
    holds_no_more_than(&target, 0).await;
    target.assert_unharmed().await;
}

#[tokio::test]
async fn told_to_stop_with_everything_under_way() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let mut target = Target::start(&[PRACTICE]);
    let cookie = target.cookie().await;
    let open = to_practice(&target, &identity).await;
    let mut page = target.page(&cookie).await;
    page.open(open.clone(), &identity).await.unwrap();
    // One is asked to sign and will not; one has sent half of a request and keeps the rest.
    let mut asked = target.page(&cookie).await;
    asked.say(&PageMessage::Open(open)).await;
    assert!(matches!(
        asked.hear_message().await,
        RelayMessage::Sign { .. }
    ));
    let mut half = TcpStream::connect(target.address()).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();

    target.running.signal("TERM");
    let (_, closed) = page.hear_end().await;
    assert_eq!(
        (closed.by, closed.code),
        (By::Relay, CloseCode::RelayShuttingDown)
    );
    match asked.hear_message().await {
        RelayMessage::Failed(failed) => {
            assert_eq!(failed.code.as_str(), "relay_shutting_down");
        }
        other => panic!("{other:?}"),
    }
    // Nobody closes their end, and it ends all the same.
    assert!(target.running.ended_well());
    drop((page, asked, half));
}

/// Files and threads of the program, as Linux counts them.
fn held(target: &Target) -> (usize, usize) {
    let process = PathBuf::from(format!("/proc/{}", target.running.id()));
    let count = |folder: &str| std::fs::read_dir(process.join(folder)).unwrap().count();
    (count("fd"), count("task"))
}

/// Comes back once there are no more tunnels than this; panics if one never ends.
async fn holds_no_more_than(target: &Target, tunnels: usize) {
    let gives_up = Instant::now() + Duration::from_secs(10);
    while target.info().await.tunnels > tunnels {
        assert!(Instant::now() < gives_up, "a session stays open");
    }
}

#[tokio::test]
async fn every_file_and_thread_is_given_back() {
    const ROUNDS: usize = 40;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let target = Target::start(&[PRACTICE]);
    let cookie = target.cookie().await;
    let open = to_practice(&target, &identity).await;
    // Once, so that what is made once is there.
    let mut first = target.page(&cookie).await;
    first.open(open.clone(), &identity).await.unwrap();
    drop(first);
    holds_no_more_than(&target, 0).await;
    let (files_before, threads_before) = held(&target);

    let mut pages = Vec::new();
    for round in 0..ROUNDS {
        let mut page = target.page(&cookie).await;
        match round % 4 {
            0 => {}
            1 => page.say(&PageMessage::Open(open.clone())).await,
            2 => page.say_text("no message").await,
            _ => {
                page.open(open.clone(), &identity).await.unwrap();
            }
        }
        pages.push(page);
    }
    let upgrade = target.script("GET", TUNNEL_PATH).upgrade(SUBPROTOCOL);
    assert_eq!(upgrade.send().await.status, 101);
    let (files_during, _) = held(&target);
    assert!(files_during > files_before + ROUNDS, "{files_during}");
    drop(pages);
    holds_no_more_than(&target, 0).await;

    // The sockets of the practice service's side, and the threads of handshakes, follow in their own time.
    let gives_up = Instant::now() + Duration::from_secs(20);
    loop {
        let (files, threads) = held(&target);
        if files <= files_before && threads <= threads_before {
            break;
        }
        assert!(
            Instant::now() < gives_up,
            "{files} files of {files_before}, {threads} threads of {threads_before}"
        );
        tokio::task::yield_now().await;
    }
    target.assert_unharmed().await;
}

//! Sessions that never get as far as the network.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use relay_protocol::Trust;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::tunnel::TimeLimits;
use crate::tunnel::allow_list::{AllowList, AllowedDestination};
use crate::tunnel::memory_page::{Hands, page};
use crate::tunnel::resolve::{Addresses, Resolve, SystemResolver};

fn tunnels(time_limits: TimeLimits) -> Arc<Tunnels> {
    let allowed = AllowedDestination::parse("127.0.0.1:1").unwrap();
    Arc::new(Tunnels::new(
        AllowList::new(None, vec![allowed]),
        Arc::new(SystemResolver),
        None,
        time_limits,
        CancellationToken::new(),
    ))
}

fn start(tunnels: &Arc<Tunnels>) -> (Hands, tokio::task::JoinHandle<()>) {
    let (page, hands) = page();
    let tunnels = Arc::clone(tunnels);
    let task = tokio::spawn(async move { run(&tunnels, page).await });
    (hands, task)
}

fn open() -> Message {
    open_to("127.0.0.1", 1)
}

fn open_to(host: &str, port: u16) -> Message {
    let open = PageMessage::Open(Open {
        host: host.into(),
        port,
        server_name: None,
        trust: Trust::Azure,
        client_chain: Vec::new(),
        schemes: Vec::new(),
        capture: false,
    });
    Message::Text(open.to_json().into())
}

async fn hear(hands: &mut Hands) -> RelayMessage {
    match hands.hear.next().await {
        Some(Message::Text(text)) => RelayMessage::from_json(&text).unwrap(),
        other => panic!("{other:?}"),
    }
}

async fn hear_failure(hands: &mut Hands) -> (Stage, FailureCode) {
    match hear(hands).await {
        RelayMessage::Failed(failed) => (failed.stage, failed.code),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn one_session_too_many_is_told_so() {
    let tunnels = tunnels(TimeLimits::default());
    let mut places: Vec<_> = (0..limits::MAX_SESSIONS)
        .map(|_| tunnels.enter().unwrap())
        .collect();
    let (mut hands, task) = start(&tunnels);
    assert_eq!(
        hear_failure(&mut hands).await,
        (Stage::Requested, FailureCode::TooManySessions)
    );
    drop(hands);
    task.await.unwrap();

    places.pop();
    let (hands, task) = start(&tunnels);
    drop(hands);
    task.await.unwrap();
    drop(places);
    assert_eq!(tunnels.sessions(), 0);
}

#[tokio::test(start_paused = true)]
async fn handshakes_queue_and_do_not_wait_for_ever() {
    let tunnels = tunnels(TimeLimits::default());
    let busy = Arc::clone(&tunnels.handshakes)
        .acquire_many_owned(limits::MAX_HANDSHAKES as u32)
        .await
        .unwrap();
    let queued = RelayMessage::Progress {
        stage: Stage::Queued,
    };

    let (mut hands, _task) = start(&tunnels);
    hands.say.send(open()).await.unwrap();
    assert_eq!(hear(&mut hands).await, queued);
    assert_eq!(
        hear_failure(&mut hands).await,
        (Stage::Queued, FailureCode::QueueTimedOut)
    );

    let (mut hands, _task) = start(&tunnels);
    hands.say.send(open()).await.unwrap();
    assert_eq!(hear(&mut hands).await, queued);
    drop(busy);
    let resolving = RelayMessage::Progress {
        stage: Stage::Resolving,
    };
    assert_eq!(hear(&mut hands).await, resolving);
}

/// A resolver that does not know the name, or does not come to an end.
struct Unhelpful {
    answers: bool,
}

impl Resolve for Unhelpful {
    fn resolve(&self, _name: String) -> Addresses {
        let answers = self.answers;
        Box::pin(async move {
            if !answers {
                std::future::pending::<()>().await;
            }
            Err(std::io::ErrorKind::NotFound.into())
        })
    }
}

/// A page that asks for a name and keeps what reaches it, in the pieces in which it does.
struct Bookkeeper {
    open: Option<Message>,
    written: Vec<Message>,
    arrived: mpsc::UnboundedSender<Vec<Message>>,
}

impl Stream for Bookkeeper {
    type Item = Result<Message, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.open
            .take()
            .map_or(Poll::Pending, |open| Poll::Ready(Some(Ok(open))))
    }
}

impl Sink<Message> for Bookkeeper {
    type Error = std::io::Error;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> std::io::Result<()> {
        self.written.push(message);
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        let written = std::mem::take(&mut self.written);
        let _gone = self.arrived.send(written);
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.poll_flush(cx)
    }
}

/// The first piece that reaches a page that asks for a name.
async fn first_piece(resolver: Unhelpful) -> Vec<RelayMessage> {
    let allowed = AllowedDestination::parse("service.test:8883").unwrap();
    let tunnels = Tunnels::new(
        AllowList::new(None, vec![allowed]),
        Arc::new(resolver),
        None,
        TimeLimits::default(),
        CancellationToken::new(),
    );
    let (arrived, mut pieces) = mpsc::unbounded_channel();
    let page = Bookkeeper {
        open: Some(open_to("service.test", 8883)),
        written: Vec::new(),
        arrived,
    };
    let task = tokio::spawn(async move { run(&tunnels, page).await });
    let piece = pieces.recv().await.unwrap();
    task.abort();
    let texts = piece.iter().map(|message| message.to_text().unwrap());
    texts
        .map(|text| RelayMessage::from_json(text).unwrap())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_stage_that_passes_at_once_is_told_along_with_what_comes_next() {
    let piece = first_piece(Unhelpful { answers: true }).await;
    let [
        RelayMessage::Progress { stage },
        RelayMessage::Failed(failed),
    ] = piece.as_slice()
    else {
        panic!("{piece:?}");
    };
    assert_eq!(
        (*stage, failed.code),
        (Stage::Resolving, FailureCode::NameNotFound)
    );
}

#[tokio::test(start_paused = true)]
async fn a_stage_that_lasts_is_told_while_it_does() {
    let piece = first_piece(Unhelpful { answers: false }).await;
    let [RelayMessage::Progress { stage }] = piece.as_slice() else {
        panic!("{piece:?}");
    };
    assert_eq!(*stage, Stage::Resolving);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_takes_nothing_holds_no_place_for_ever() {
    let tunnels = tunnels(TimeLimits {
        open: Duration::from_secs(1),
        ..TimeLimits::default()
    });
    // Two messages are due, queued and its failure; the page takes neither.
    let busy = Arc::clone(&tunnels.handshakes)
        .acquire_many_owned(limits::MAX_HANDSHAKES as u32)
        .await
        .unwrap();
    let (mut hands, task) = start(&tunnels);
    hands.say.send(open()).await.unwrap();
    task.await.unwrap();
    assert_eq!(tunnels.sessions(), 0);
    drop(busy);
}

#[tokio::test(start_paused = true)]
async fn whoever_hears_no_goodbye_is_let_go_in_time() {
    let limits = TimeLimits::default();
    let tunnels = tunnels(limits);
    let began = Instant::now();
    // Nothing is said, and the failure that is due is not taken.
    let (_hands, task) = start(&tunnels);
    task.await.unwrap();
    let lingered = began.elapsed() - limits.open;
    assert!(lingered <= limits::RELEASE_TIMEOUT, "{lingered:?}");
    assert_eq!(tunnels.sessions(), 0);
}

//! The pump between streams in memory.

use tokio::io::DuplexStream;

use super::*;
use crate::tunnel::memory_page::{Hands, page};

/// Starts a pump; the task's result is the end and proves that nothing of it is left.
fn start(
    buffer: usize,
    time_limits: TimeLimits,
    shutdown: &CancellationToken,
) -> (Hands, DuplexStream, tokio::task::JoinHandle<End>) {
    let (service, remote) = tokio::io::duplex(buffer);
    let (mut page, hands) = page();
    let shutdown = shutdown.clone();
    let task = tokio::spawn(async move { pump(service, &mut page, &time_limits, &shutdown).await });
    (hands, remote, task)
}

fn code_of(end: End) -> (By, CloseCode) {
    match end {
        End::Closed(closed) => (closed.by, closed.code),
        End::PageGone => panic!("the page has gone"),
    }
}

fn binary(length: usize) -> Message {
    Message::Binary(vec![7; length].into())
}

#[tokio::test]
async fn bytes_go_both_ways_untouched() {
    let (mut hands, mut remote, task) = start(64, TimeLimits::default(), &CancellationToken::new());
    hands.say.send(binary(200)).await.unwrap();
    let mut received = vec![0; 200];
    remote.read_exact(&mut received).await.unwrap();
    assert_eq!(received, vec![7; 200]);

    remote.write_all(b"\x20\x02\x00\x00").await.unwrap();
    let heard = hands.hear.next().await.unwrap();
    assert_eq!(heard.into_data().as_ref(), b"\x20\x02\x00\x00");

    drop(remote);
    assert_eq!(
        code_of(task.await.unwrap()),
        (By::Service, CloseCode::ServiceClosed)
    );
}

#[tokio::test]
async fn the_page_going_closes_the_service() {
    let (hands, mut remote, task) = start(64, TimeLimits::default(), &CancellationToken::new());
    drop(hands);
    assert_eq!(task.await.unwrap(), End::PageGone);
    assert_eq!(remote.read(&mut [0; 8]).await.unwrap(), 0);
}

#[tokio::test]
async fn close_is_the_pages_doing() {
    let (mut hands, mut remote, task) = start(64, TimeLimits::default(), &CancellationToken::new());
    let close = Message::Text(PageMessage::Close.to_json().into());
    hands.say.send(close).await.unwrap();
    assert_eq!(code_of(task.await.unwrap()), (By::Page, CloseCode::Asked));
    assert_eq!(remote.read(&mut [0; 8]).await.unwrap(), 0);
}

#[tokio::test]
async fn messages_that_do_not_belong_here_end_the_session() {
    for text in [
        "{}",
        "no JSON",
        r#"{"type":"signature","id":1,"signature":""}"#,
    ] {
        let (mut hands, _remote, task) =
            start(64, TimeLimits::default(), &CancellationToken::new());
        hands.say.send(Message::Text(text.into())).await.unwrap();
        assert_eq!(
            code_of(task.await.unwrap()),
            (By::Relay, CloseCode::MessageNotUnderstood)
        );
    }
}

#[tokio::test]
async fn frames_over_the_limit_end_the_session() {
    let too_large = [
        binary(limits::MAX_BINARY_FRAME_BYTES + 1),
        Message::Text(" ".repeat(limits::MAX_CONTROL_FRAME_BYTES + 1).into()),
    ];
    for frame in too_large {
        let (mut hands, _remote, task) =
            start(64, TimeLimits::default(), &CancellationToken::new());
        hands.say.send(frame).await.unwrap();
        assert_eq!(
            code_of(task.await.unwrap()),
            (By::Relay, CloseCode::FrameTooLarge)
        );
    }
}

// A29: pings count as frames.
#[tokio::test]
async fn a_flood_of_pings_ends_the_session() {
    let (mut hands, _remote, task) = start(64, TimeLimits::default(), &CancellationToken::new());
    for _ in 0..=limits::MAX_SESSION_FRAMES {
        if hands
            .say
            .send(Message::Ping(Vec::new().into()))
            .await
            .is_err()
        {
            break;
        }
    }
    assert_eq!(
        code_of(task.await.unwrap()),
        (By::Relay, CloseCode::SessionLimit)
    );
}

#[tokio::test]
async fn a_service_that_sends_too_much_is_cut_off() {
    let (mut hands, mut remote, task) =
        start(1 << 16, TimeLimits::default(), &CancellationToken::new());
    let listener = tokio::spawn(async move { while hands.hear.next().await.is_some() {} });
    let piece = vec![0; 1 << 16];
    while remote.write_all(&piece).await.is_ok() {}
    assert_eq!(
        code_of(task.await.unwrap()),
        (By::Relay, CloseCode::SessionLimit)
    );
    drop(remote);
    listener.abort();
}

#[tokio::test(start_paused = true)]
async fn a_service_that_takes_nothing_stops_the_page_and_then_the_session() {
    let (mut hands, _remote, task) = start(16, TimeLimits::default(), &CancellationToken::new());
    // 16 bytes fit on the way; of the frames after the first, one waits in each channel slot and the rest are not taken.
    let mut taken = 0;
    while taken < 100
        && timeout(Duration::from_millis(1), hands.say.send(binary(64)))
            .await
            .is_ok()
    {
        taken += 1;
    }
    assert!(taken < 4, "{taken} frames were buffered");
    assert_eq!(
        code_of(task.await.unwrap()),
        (By::Relay, CloseCode::WriteTimedOut)
    );
}

#[tokio::test(start_paused = true)]
async fn a_page_that_takes_nothing_stops_the_service_and_then_the_session() {
    let (_hands, mut remote, task) = start(16, TimeLimits::default(), &CancellationToken::new());
    let mut sent = 0;
    while sent < 100_000
        && timeout(Duration::from_millis(1), remote.write_all(&[0; 16]))
            .await
            .is_ok_and(|written| written.is_ok())
    {
        sent += 16;
    }
    assert!(sent < 256, "{sent} bytes were buffered");
    assert_eq!(task.await.unwrap(), End::PageGone);
}

#[tokio::test(start_paused = true)]
async fn idle_sessions_end_and_busy_ones_end_later() {
    let limits = TimeLimits::default();
    let (_hands, _remote, task) = start(64, limits, &CancellationToken::new());
    let began = Instant::now();
    assert_eq!(
        code_of(task.await.unwrap()),
        (By::Relay, CloseCode::IdleTimedOut)
    );
    assert_eq!(began.elapsed().as_secs(), limits.idle.as_secs());

    let (mut hands, mut remote, task) = start(64, limits, &CancellationToken::new());
    let began = Instant::now();
    let echo = tokio::spawn(async move {
        let mut buffer = [0; 8];
        while remote.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    });
    let talker = tokio::spawn(async move {
        while hands.say.send(binary(1)).await.is_ok() {
            tokio::time::sleep(limits.idle / 2).await;
        }
    });
    assert_eq!(
        code_of(task.await.unwrap()),
        (By::Relay, CloseCode::SessionTimedOut)
    );
    assert_eq!(began.elapsed().as_secs(), limits.session.as_secs());
    echo.await.unwrap();
    talker.await.unwrap();
}

#[tokio::test]
async fn shutting_down_is_said() {
    let shutdown = CancellationToken::new();
    let (_hands, mut remote, task) = start(64, TimeLimits::default(), &shutdown);
    shutdown.cancel();
    assert_eq!(
        code_of(task.await.unwrap()),
        (By::Relay, CloseCode::RelayShuttingDown)
    );
    assert_eq!(remote.read(&mut [0; 8]).await.unwrap(), 0);
}

#[tokio::test]
async fn last_words_are_heard_when_the_service_is_deaf() {
    // The service says something and goes; the page's next frame cannot be delivered.
    let (mut hands, mut remote, task) = start(64, TimeLimits::default(), &CancellationToken::new());
    remote.write_all(b"last").await.unwrap();
    drop(remote);
    let _may_fail = hands.say.send(binary(1)).await;
    assert_eq!(
        hands.hear.next().await.unwrap().into_data().as_ref(),
        b"last"
    );
    assert_eq!(
        code_of(task.await.unwrap()),
        (By::Service, CloseCode::ServiceClosed)
    );
}

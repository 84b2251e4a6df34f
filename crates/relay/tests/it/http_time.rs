//! Requests that take their time, and how much of it they get.

use relay_protocol::SESSION_PATH;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::test_relay::TestRelay;

/// What a request hears whose body never comes.
async fn answer_without_body(relay: &TestRelay, more: &str) -> String {
    let (mut stranger, stream) = tokio::io::duplex(4096);
    let head = format!(
        "POST {SESSION_PATH} HTTP/1.1\r\nhost: {}\r\norigin: {}\r\ncontent-type: application/json\r\n\
         content-length: 20\r\n{more}\r\n",
        relay.address(),
        relay.origin()
    );
    stranger.write_all(head.as_bytes()).await.unwrap();
    let hears = async {
        let mut answer = String::new();
        stranger.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let serves = relay.server.serve(stream);
    tokio::time::timeout(std::time::Duration::from_secs(3600), async {
        tokio::join!(serves, hears).1
    })
    .await
    .expect("it is told to go within an hour")
}

// A28: nor does one that says it wants to be a tunnel get more time than others.
#[tokio::test(start_paused = true)]
async fn a_body_that_never_comes_ends_its_request() {
    let relay = TestRelay::start().await;
    for more in [
        "",
        "connection: upgrade\r\nupgrade: websocket\r\n",
        "upgrade: anything\r\n",
    ] {
        let answer = answer_without_body(&relay, more).await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{more}: {answer}");
        assert!(answer.contains("request_timed_out"), "{more}: {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_takes_ends_its_connection() {
    let relay = TestRelay::start().await;
    // It holds so little that no answer fits.
    let (mut stranger, stream) = tokio::io::duplex(64);
    let serves = relay.server.serve(stream);
    let asks = async {
        let head = format!("GET / HTTP/1.1\r\nhost: {}\r\n\r\n", relay.address());
        stranger.write_all(head.as_bytes()).await.unwrap();
    };
    tokio::time::timeout(std::time::Duration::from_secs(3600), async {
        tokio::join!(serves, asks)
    })
    .await
    .expect("it is given up within an hour");
}

#[tokio::test(start_paused = true)]
async fn a_connection_on_which_nothing_is_asked_ends() {
    let relay = TestRelay::start().await;
    for first in [
        String::new(),
        format!("GET / HTTP/1.1\r\nhost: {}\r\n\r\n", relay.address()),
    ] {
        let (mut stranger, stream) = tokio::io::duplex(1024 * 1024);
        let serves = relay.server.serve(stream);
        let asks = async {
            stranger.write_all(first.as_bytes()).await.unwrap();
            let mut heard = Vec::new();
            stranger.read_to_end(&mut heard).await.unwrap();
        };
        tokio::time::timeout(std::time::Duration::from_secs(3600), async {
            tokio::join!(serves, asks)
        })
        .await
        .unwrap_or_else(|_| panic!("it is given up within an hour, after {first:?}"));
    }
}

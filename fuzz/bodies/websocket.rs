//! A page that was let in and sends anything: frames as the first bytes of each say (one for opcode and flags, two for the
//! length), or, behind 0xff, bytes that need not even be frames. First to a session that has just been upgraded, then to an open
//! connection, whose service must get exactly what was sent in binary frames, in order, and nothing else.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::ws::Message;
use futures_util::{Sink, Stream};
use relay::tunnel::TimeLimits;
use relay::tunnel::pump::{End, pump};
use relay_protocol::{SUBPROTOCOL, TUNNEL_PATH};
use tokio::io::AsyncReadExt as _;
use tokio_util::sync::CancellationToken;

use super::memory_relay;

const FIN: u8 = 0x80;
const UNMASKED: u8 = 0x40;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const PING: u8 = 9;

/// A frame: opcode and flags, and what it holds.
type Frame<'a> = (u8, &'a [u8]);

pub(crate) fn body(bytes: &[u8]) {
    let sent = match bytes.split_first() {
        Some((0xff, raw)) => raw.to_vec(),
        _ => frames(bytes).flat_map(on_the_wire).collect(),
    };
    let answer = memory_relay::run(memory_relay::answer(|server| {
        let head = format!(
            "GET {TUNNEL_PATH} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nupgrade: websocket\r\n\
             connection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             sec-websocket-protocol: {SUBPROTOCOL}\r\n\r\n",
            server.address(),
            server.bearer(),
        );
        [head.into_bytes(), sent].concat()
    }));
    assert!(answer.starts_with(b"HTTP/1.1 101 "));
    memory_relay::run(through(bytes));
}

fn frames(mut bytes: &[u8]) -> impl Iterator<Item = Frame<'_>> {
    std::iter::from_fn(move || {
        let (head, rest) = bytes.split_at_checked(3)?;
        let length = usize::from(u16::from_be_bytes([head[1], head[2]]));
        let (payload, rest) = rest.split_at(length.min(rest.len()));
        bytes = rest;
        Some((head[0], payload))
    })
}

/// As RFC 6455 writes frames, masked with zeros unless the flag says otherwise.
fn on_the_wire((flags, payload): Frame<'_>) -> Vec<u8> {
    let mask = if flags & UNMASKED == 0 { 0x80 } else { 0 };
    let mut frame = vec![flags & !UNMASKED];
    match u16::try_from(payload.len()) {
        Ok(length) if length < 126 => frame.push(mask | payload.len() as u8),
        _ => {
            frame.push(mask | 126);
            frame.extend_from_slice(&(payload.len() as u16).to_be_bytes());
        }
    }
    if mask != 0 {
        frame.extend_from_slice(&[0; 4]);
    }
    frame.extend_from_slice(payload);
    frame
}

/// A page that says these messages, hears everything, and is gone afterwards.
struct Page(VecDeque<Message>);

impl Stream for Page {
    type Item = Result<Message, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

impl Sink<Message> for Page {
    type Error = Infallible;

    fn poll_ready(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, _heard: Message) -> Result<(), Infallible> {
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }
}

async fn through(bytes: &[u8]) {
    let mut expected = Vec::new();
    let mut has_ended = false;
    let mut messages = VecDeque::new();
    for (flags, payload) in frames(bytes) {
        let message = match flags & !(FIN | UNMASKED) {
            TEXT => Message::Text(String::from_utf8_lossy(payload).into_owned().into()),
            BINARY => Message::Binary(payload.to_vec().into()),
            PING => Message::Ping(payload.to_vec().into()),
            _ => Message::Close(None),
        };
        match &message {
            Message::Binary(frame) if !has_ended => expected.extend_from_slice(frame),
            Message::Text(_) | Message::Close(_) => has_ended = true,
            _ => {}
        }
        messages.push_back(message);
    }
    let (service, ours) = tokio::io::duplex(1024);
    let mut page = Page(messages);
    let never = CancellationToken::new();
    let limits = TimeLimits::default();
    let mut service = service;
    let mut arrived = Vec::new();
    let (end, read) = tokio::join!(
        pump(ours, &mut page, &limits, &never),
        service.read_to_end(&mut arrived)
    );
    read.unwrap();
    assert_eq!(arrived, expected, "{end:?}");
    assert!(matches!(end, End::PageGone | End::Closed(_)));
}

//! A tap on a TCP connection, for whoever asked for a recording: what goes over it, when, and the secrets of the TLS session.
//!
//! What is recorded goes to one receiver and nowhere else: it is neither logged nor kept. The device's key is not part of
//! it: the relay has none, and what TLS derives from a handshake does not tell the key that signed in it.

use std::fmt::Write as _;
use std::io::IoSlice;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use std::{fmt, io};

use relay_protocol::{Recorded, Secrets, Way, limits};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Takes down what happens on one connection. Clones write to the same recording.
#[derive(Clone)]
pub(crate) struct Tap(Arc<Inner>);

struct Inner {
    /// Never more than [`limits::MAX_RECORDED_BYTES`] are waiting in it.
    recorded: UnboundedSender<Recorded>,
    /// One moment, by a clock that says when and by one that does not jump.
    began: (u64, Instant),
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bytes: usize,
    ended: [bool; 2],
}

impl Tap {
    /// A tap, and where its recording comes out.
    pub(crate) fn new() -> (Self, UnboundedReceiver<Recorded>) {
        let (recorded, receiver) = unbounded_channel();
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let micros = since.map_or(0, |since| {
            u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
        });
        let inner = Inner {
            recorded,
            began: (micros, Instant::now()),
            state: Mutex::default(),
        };
        (Self(Arc::new(inner)), receiver)
    }

    /// The connection was made.
    pub(crate) fn connected(&self, client: SocketAddr, server: SocketAddr) {
        self.tell(Recorded::Begun {
            at: self.now(),
            client: client.to_string(),
            server: server.to_string(),
        });
    }

    fn went(&self, way: Way, bytes: &[u8]) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let left = limits::MAX_RECORDED_BYTES - state.bytes;
        let bytes = &bytes[..bytes.len().min(left)];
        if bytes.is_empty() {
            return;
        }
        state.bytes += bytes.len();
        self.tell(Recorded::Record {
            at: self.now(),
            way,
            bytes: bytes.into(),
        });
    }

    /// Nothing more comes this way.
    fn ended(&self, way: Way) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let side = usize::from(way == Way::Received);
        if !std::mem::replace(&mut state.ended[side], true) {
            self.tell(Recorded::Record {
                at: self.now(),
                way,
                bytes: Vec::new().into(),
            });
        }
    }

    fn now(&self) -> u64 {
        let (micros, instant) = self.0.began;
        let passed = u64::try_from(instant.elapsed().as_micros()).unwrap_or(u64::MAX);
        micros.saturating_add(passed)
    }

    fn tell(&self, recorded: Recorded) {
        // Whoever wanted it may have gone.
        let _gone = self.0.recorded.send(recorded);
    }
}

impl rustls::KeyLog for Tap {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let line = format!("{label} {} {}\n", hex(client_random), hex(secret));
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        if line.len() <= limits::MAX_RECORDED_BYTES - state.bytes {
            state.bytes += line.len();
            self.tell(Recorded::Secrets(Secrets(line)));
        }
    }
}

/// Nothing of what it has seen.
impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tap")
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _never = write!(text, "{byte:02x}");
        text
    })
}

/// A connection with a tap on it, or without.
#[derive(Debug)]
pub(crate) struct Tapped<S> {
    stream: S,
    tap: Option<Tap>,
}

impl<S> Tapped<S> {
    pub(crate) fn new(stream: S, tap: Option<Tap>) -> Self {
        Self { stream, tap }
    }

    pub(crate) fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tapped<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if let (Some(tap), Poll::Ready(Ok(()))) = (&self.tap, &polled) {
            match &buffer.filled()[before..] {
                [] if buffer.remaining() > 0 => tap.ended(Way::Received),
                bytes => tap.went(Way::Received, bytes),
            }
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tapped<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if let (Some(tap), Poll::Ready(Ok(written))) = (&self.tap, &polled) {
            tap.went(Way::Sent, &bytes[..*written]);
        }
        polled
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        if let (Some(tap), Poll::Ready(Ok(written))) = (&self.tap, &polled) {
            let bytes = pieces.iter().flat_map(|piece| piece.iter().copied());
            tap.went(Way::Sent, &bytes.take(*written).collect::<Vec<_>>());
        }
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_shutdown(cx);
        if let (Some(tap), Poll::Ready(Ok(()))) = (&self.tap, &polled) {
            tap.ended(Way::Sent);
        }
        polled
    }
}

/// What comes out of a tap, or never anything where there is none.
#[derive(Debug, Default)]
pub(crate) struct Recording(Option<UnboundedReceiver<Recorded>>);

impl Recording {
    /// The recording of a tap.
    pub(crate) fn of(receiver: UnboundedReceiver<Recorded>) -> Self {
        Self(Some(receiver))
    }

    /// The next piece, as long as one may still come.
    pub(crate) async fn next(&mut self) -> Recorded {
        if let Some(receiver) = &mut self.0
            && let Some(recorded) = receiver.recv().await
        {
            return recorded;
        }
        std::future::pending().await
    }

    /// The next piece, if it is there already.
    pub(crate) fn try_next(&mut self) -> Option<Recorded> {
        self.0.as_mut()?.try_recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use rustls::KeyLog as _;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    fn pieces_of(recording: &mut Recording) -> Vec<(Way, Vec<u8>)> {
        std::iter::from_fn(|| recording.try_next())
            .map(|recorded| match recorded {
                Recorded::Record { way, bytes, .. } => (way, bytes.0),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[tokio::test]
    async fn what_goes_over_a_stream_is_recorded_both_ways_with_its_ends() {
        let (stream, mut remote) = tokio::io::duplex(64);
        let (tap, receiver) = Tap::new();
        let mut recording = Recording::of(receiver);
        let mut tapped = Tapped::new(stream, Some(tap));
        tapped.write_all(b"hello").await.unwrap();
        remote.write_all(b"world").await.unwrap();
        remote.shutdown().await.unwrap();
        let mut heard = Vec::new();
        tapped.read_to_end(&mut heard).await.unwrap();
        tapped.shutdown().await.unwrap();
        assert_eq!(
            pieces_of(&mut recording),
            [
                (Way::Sent, b"hello".to_vec()),
                (Way::Received, b"world".to_vec()),
                (Way::Received, Vec::new()),
                (Way::Sent, Vec::new()),
            ]
        );
    }

    #[tokio::test]
    async fn of_pieces_written_at_once_what_was_taken_is_recorded() {
        let (stream, mut remote) = tokio::io::duplex(5);
        let (tap, receiver) = Tap::new();
        let mut recording = Recording::of(receiver);
        let mut tapped = Tapped::new(stream, Some(tap));
        assert!(tapped.is_write_vectored());
        let pieces = [IoSlice::new(b"abc"), IoSlice::new(b"defg")];
        assert_eq!(tapped.write_vectored(&pieces).await.unwrap(), 5);
        let mut heard = [0; 5];
        remote.read_exact(&mut heard).await.unwrap();
        assert_eq!(&heard, b"abcde");
        assert_eq!(pieces_of(&mut recording), [(Way::Sent, b"abcde".to_vec())]);
    }

    #[tokio::test]
    async fn a_recording_ends_at_its_limit_and_the_connection_goes_on() {
        let (stream, mut remote) = tokio::io::duplex(1 << 16);
        let (tap, receiver) = Tap::new();
        let mut recording = Recording::of(receiver);
        let mut tapped = Tapped::new(stream, Some(tap.clone()));
        let block = [7; 1 << 16];
        let mut heard = vec![0; 1 << 16];
        for _ in 0..=limits::MAX_RECORDED_BYTES / block.len() {
            tapped.write_all(&block).await.unwrap();
            remote.read_exact(&mut heard).await.unwrap();
        }
        tap.log("CLIENT_RANDOM", &[1], &[2]);
        let recorded: usize = pieces_of(&mut recording)
            .iter()
            .map(|(_, bytes)| bytes.len())
            .sum();
        assert_eq!(recorded, limits::MAX_RECORDED_BYTES);
    }

    #[test]
    fn secrets_are_lines_of_a_key_log() {
        let (tap, receiver) = Tap::new();
        tap.log("CLIENT_RANDOM", &[0, 0xAB], &[0xFF]);
        let line = Secrets("CLIENT_RANDOM 00ab ff\n".into());
        assert_eq!(
            Recording::of(receiver).try_next(),
            Some(Recorded::Secrets(line))
        );
        assert_eq!(format!("{tap:?}"), "Tap");
    }
}

//! A peer that hangs up has often said why first.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connection on which a failed write is no end yet.
///
/// A server that refuses a certificate sends an alert and closes, while the client still writes the rest of its flight
/// (RFC 8446, section 6.2). The write then fails with `EPIPE` or `ECONNRESET`, although the alert lies in the system's buffer.
/// So what cannot be written is dropped, and the connection ends where its reading ends: after the peer's last word.
#[derive(Debug)]
pub(crate) struct LastWords<S> {
    stream: S,
    /// Why nothing can be written any more.
    deaf: Option<io::Error>,
}

impl<S> LastWords<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, deaf: None }
    }

    pub(crate) fn get_ref(&self) -> &S {
        &self.stream
    }

    /// What came of writing, or as if all of it had been written, when the peer takes nothing more.
    fn or_dropped(&mut self, written: io::Result<usize>, all: usize) -> io::Result<usize> {
        match written {
            Err(error) if has_hung_up(&error) => {
                self.deaf = Some(error);
                Ok(all)
            }
            written => written,
        }
    }
}

/// The peer takes nothing more: what it had sent before can still be read, and ends.
fn has_hung_up(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::BrokenPipe
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
    )
}

impl<S: AsyncRead + Unpin> AsyncRead for LastWords<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, buffer));
        let nothing_more = read.is_err() || buffer.filled().len() == before;
        Poll::Ready(match self.deaf.take_if(|_| nothing_more) {
            Some(deaf) => Err(deaf),
            None => read,
        })
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for LastWords<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.deaf.is_some() {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes));
        Poll::Ready(self.or_dropped(written, bytes.len()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let all = pieces.iter().map(|piece| piece.len()).sum();
        if self.deaf.is_some() {
            return Poll::Ready(Ok(all));
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, pieces));
        Poll::Ready(self.or_dropped(written, all))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::pki_types::ServerName;
    use rustls::{ClientConfig, RootCertStore};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio_rustls::TlsConnector;

    use super::*;
    use crate::tunnel::failure::{Cause, of_handshake};

    /// A peer that has said these words and hung up.
    #[derive(Debug)]
    struct HungUp<'a>(&'a [u8]);

    impl AsyncRead for HungUp<'_> {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            let (now, later) = self.0.split_at(self.0.len().min(buffer.remaining()));
            buffer.put_slice(now);
            self.0 = later;
            Poll::Ready(Ok(()))
        }
    }

    impl AsyncWrite for HungUp<'_> {
        fn poll_write(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: &[u8],
        ) -> Poll<io::Result<usize>> {
            Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()))
        }

        fn is_write_vectored(&self) -> bool {
            true
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    async fn handshake(words: &[u8]) -> Cause {
        let config = ClientConfig::builder()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let error = TlsConnector::from(Arc::new(config))
            .connect(name, LastWords::new(HungUp(words)))
            .await
            .unwrap_err();
        of_handshake(&error)
    }

    #[tokio::test]
    async fn an_alert_is_heard_of_a_peer_that_takes_nothing_more() {
        // A record of TLS 1.2: fatal, certificate_unknown.
        let cause = handshake(&[0x15, 3, 3, 0, 2, 2, 46]).await;
        assert_eq!(cause.alert.map(|alert| alert.code), Some(46));
    }

    #[tokio::test]
    async fn without_a_word_the_failed_write_is_the_cause() {
        let cause = handshake(&[]).await;
        assert_eq!(cause.alert, None);
        assert_eq!(cause.detail, "broken pipe");
    }

    #[tokio::test]
    async fn what_was_said_is_read_before_the_end_is() {
        let mut stream = LastWords::new(HungUp(b"because"));
        stream.write_all(b"anything").await.unwrap();
        let mut heard = [0; 7];
        stream.read_exact(&mut heard).await.unwrap();
        assert_eq!(&heard, b"because");
        let end = stream.read(&mut heard).await.unwrap_err();
        assert_eq!(end.kind(), io::ErrorKind::BrokenPipe);
    }
}

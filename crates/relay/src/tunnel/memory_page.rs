//! A page in memory, for tests.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::ws::Message;
use futures_channel::mpsc as frames;
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};

/// A page made of two channels; one frame fits each way.
pub(crate) struct MemoryPage {
    from_page: frames::Receiver<Message>,
    to_page: frames::Sender<Message>,
}

/// The test's ends of a [`MemoryPage`].
pub(crate) struct Hands {
    pub(crate) say: frames::Sender<Message>,
    pub(crate) hear: frames::Receiver<Message>,
}

/// A page and the test's ends of it.
pub(crate) fn page() -> (MemoryPage, Hands) {
    let (say, from_page) = frames::channel(0);
    let (to_page, hear) = frames::channel(0);
    (MemoryPage { from_page, to_page }, Hands { say, hear })
}

impl Stream for MemoryPage {
    type Item = Result<Message, frames::SendError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.from_page.poll_next_unpin(cx).map(|item| item.map(Ok))
    }
}

impl Sink<Message> for MemoryPage {
    type Error = frames::SendError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.to_page.poll_ready_unpin(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, item: Message) -> Result<(), Self::Error> {
        self.to_page.start_send_unpin(item)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.to_page.poll_flush_unpin(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.to_page.poll_close_unpin(cx)
    }
}

//! The socket pump: frames of a page to bytes of a service and back, one piece at a time in each direction.
//!
//! Each direction reads only after what it read before was taken, so a slow side slows the other and no buffer grows.

use std::error::Error;
use std::sync::Mutex;
use std::sync::PoisonError;

use axum::extract::ws::Message;
use bytes::BytesMut;
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use relay_protocol::{By, CloseCode, Closed, PageMessage, RelayMessage, limits};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Duration, Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::tunnel::page_fault::PageFault;
use crate::tunnel::tap::Recording;
use crate::tunnel::{TimeLimits, failure};

/// Room for what a registration has to say at once, so that tunnels on which little happens cost little.
const SMALL_READ_BYTES: usize = 2 * 1024;

/// Room for several TLS records, once they come.
const LARGE_READ_BYTES: usize = 64 * 1024;

/// How a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// To be told to the page.
    Closed(Closed),
    /// There is nobody left to tell.
    PageGone,
}

/// Pumps until one side ends, a limit is reached, or `shutdown` is cancelled. The service's side is closed at the end;
/// the page's is left open for the last message.
pub async fn pump<S, P, E>(
    service: S,
    page: &mut P,
    time_limits: &TimeLimits,
    shutdown: &CancellationToken,
) -> End
where
    S: AsyncRead + AsyncWrite + Unpin,
    P: Stream<Item = Result<Message, E>> + Sink<Message, Error = E> + Unpin,
    E: Error + 'static,
{
    let mut recording = Recording::default();
    pump_recorded(service, page, &mut recording, time_limits, shutdown).await
}

/// [`pump`], and what comes out of `recording` goes to the page as well.
pub(crate) async fn pump_recorded<S, P, E>(
    service: S,
    page: &mut P,
    recording: &mut Recording,
    time_limits: &TimeLimits,
    shutdown: &CancellationToken,
) -> End
where
    S: AsyncRead + AsyncWrite + Unpin,
    P: Stream<Item = Result<Message, E>> + Sink<Message, Error = E> + Unpin,
    E: Error + 'static,
{
    let (mut from_service, mut to_service) = tokio::io::split(service);
    let (mut to_page, mut from_page) = page.split();
    let activity = Activity::new();

    let end = {
        let up = page_to_service(&mut from_page, &mut to_service, &activity, time_limits);
        let down = service_to_page(
            &mut from_service,
            &mut to_page,
            recording,
            &activity,
            time_limits,
        );
        tokio::pin!(up, down);
        tokio::select! {
            end = &mut down => end,
            end = &mut up => match end {
                // The service takes nothing any more; why, stands in what it has sent before.
                UpEnd::ServiceDeaf(closed) => match timeout(limits::GOODBYE_TIMEOUT, &mut down).await {
                    Ok(end) => end,
                    Err(_elapsed) => End::Closed(closed),
                },
                UpEnd::Other(end) => end,
            },
            () = activity.idle(time_limits.idle) => by_relay(CloseCode::IdleTimedOut, time_limits.idle),
            () = tokio::time::sleep(time_limits.session) => by_relay(CloseCode::SessionTimedOut, time_limits.session),
            () = shutdown.cancelled() => {
                ended(CloseCode::RelayShuttingDown, "the relay is shutting down".into())
            }
        }
    };
    // close_notify, if the service still takes it.
    let _best_effort = timeout(limits::GOODBYE_TIMEOUT, to_service.shutdown()).await;
    end
}

enum UpEnd {
    ServiceDeaf(Closed),
    Other(End),
}

async fn page_to_service<R, W, E>(
    from_page: &mut R,
    to_service: &mut W,
    activity: &Activity,
    time_limits: &TimeLimits,
) -> UpEnd
where
    R: Stream<Item = Result<Message, E>> + Unpin,
    W: AsyncWrite + Unpin,
    E: Error + 'static,
{
    let mut bytes: u64 = 0;
    let mut frames: u64 = 0;
    loop {
        let message = match from_page.next().await {
            Some(Ok(message)) => message,
            None => return UpEnd::Other(End::PageGone),
            Some(Err(error)) => {
                return UpEnd::Other(match PageFault::of(&error) {
                    PageFault::Gone => End::PageGone,
                    PageFault::TooLarge(detail) => ended(CloseCode::FrameTooLarge, detail),
                    PageFault::Unreadable(detail) => ended(CloseCode::MessageNotUnderstood, detail),
                });
            }
        };
        frames += 1;
        match message {
            Message::Binary(frame) => {
                bytes += frame.len() as u64;
                if frame.len() > limits::MAX_BINARY_FRAME_BYTES {
                    return UpEnd::Other(frame_too_large(frame.len()));
                }
                if bytes > limits::MAX_SESSION_BYTES || frames > limits::MAX_SESSION_FRAMES {
                    return UpEnd::Other(session_limit());
                }
                activity.touch();
                let written = timeout(time_limits.write, async {
                    to_service.write_all(&frame).await?;
                    to_service.flush().await
                });
                match written.await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => {
                        return UpEnd::ServiceDeaf(failure::of_open_connection(&error));
                    }
                    Err(_elapsed) => {
                        return UpEnd::Other(by_relay(CloseCode::WriteTimedOut, time_limits.write));
                    }
                }
            }
            Message::Text(text) => {
                if text.len() > limits::MAX_CONTROL_FRAME_BYTES {
                    return UpEnd::Other(frame_too_large(text.len()));
                }
                return UpEnd::Other(match PageMessage::from_json(&text) {
                    Ok(PageMessage::Close) => End::Closed(Closed {
                        by: By::Page,
                        code: CloseCode::Asked,
                        detail: "the page asked to close".into(),
                        alert: None,
                    }),
                    Ok(_) => not_understood("only close may follow once the connection is open"),
                    Err(error) => not_understood(&error.to_string()),
                });
            }
            Message::Ping(_) | Message::Pong(_) => {
                if frames > limits::MAX_SESSION_FRAMES {
                    return UpEnd::Other(session_limit());
                }
            }
            Message::Close(_) => return UpEnd::Other(End::PageGone),
        }
    }
}

async fn service_to_page<R, W, E>(
    from_service: &mut R,
    to_page: &mut W,
    recording: &mut Recording,
    activity: &Activity,
    time_limits: &TimeLimits,
) -> End
where
    R: AsyncRead + Unpin,
    W: Sink<Message, Error = E> + Unpin,
{
    let mut buffer = BytesMut::new();
    let mut room = SMALL_READ_BYTES;
    let mut bytes: u64 = 0;
    loop {
        // What was handed on is free again by now, and its room is used once more.
        buffer.reserve(room);
        let read = tokio::select! {
            biased;
            recorded = recording.next() => {
                let frame = Message::Text(RelayMessage::Recorded(recorded).to_json().into());
                match timeout(time_limits.write, to_page.send(frame)).await {
                    Ok(Ok(())) => continue,
                    Ok(Err(_)) | Err(_) => return End::PageGone,
                }
            }
            read = from_service.read_buf(&mut buffer) => read,
        };
        let read = match read {
            Ok(0) => {
                return End::Closed(Closed {
                    by: By::Service,
                    code: CloseCode::ServiceClosed,
                    detail: "the service closed the connection".into(),
                    alert: None,
                });
            }
            Ok(read) => read,
            Err(error) => return End::Closed(failure::of_open_connection(&error)),
        };
        bytes += read as u64;
        if bytes > limits::MAX_SESSION_BYTES {
            return session_limit();
        }
        activity.touch();
        room = if read < SMALL_READ_BYTES {
            SMALL_READ_BYTES
        } else {
            LARGE_READ_BYTES
        };
        let frame = Message::Binary(buffer.split().freeze());
        match timeout(time_limits.write, to_page.send(frame)).await {
            Ok(Ok(())) => {}
            // A page that takes nothing for so long cannot be told either.
            Ok(Err(_)) | Err(_) => return End::PageGone,
        }
    }
}

/// When the last byte of MQTT went by.
struct Activity(Mutex<Instant>);

impl Activity {
    fn new() -> Self {
        Self(Mutex::new(Instant::now()))
    }

    fn touch(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Comes back once nothing has gone by for `limit`.
    async fn idle(&self, limit: Duration) {
        loop {
            let until = self.last() + limit;
            if until <= Instant::now() {
                return;
            }
            sleep_until(until).await;
        }
    }
}

fn by_relay(code: CloseCode, limit: Duration) -> End {
    ended(code, format!("the limit is {} s", limit.as_secs()))
}

fn frame_too_large(length: usize) -> End {
    ended(
        CloseCode::FrameTooLarge,
        format!("a frame of {length} bytes"),
    )
}

fn session_limit() -> End {
    ended(
        CloseCode::SessionLimit,
        format!(
            "a session may carry {} bytes each way and {} frames",
            limits::MAX_SESSION_BYTES,
            limits::MAX_SESSION_FRAMES
        ),
    )
}

fn not_understood(detail: &str) -> End {
    ended(CloseCode::MessageNotUnderstood, detail.into())
}

/// The relay's own doing.
fn ended(code: CloseCode, detail: String) -> End {
    End::Closed(Closed {
        by: By::Relay,
        code,
        detail,
        alert: None,
    })
}

#[cfg(test)]
mod tests;

//! One session: `open` is read, the connection made while the page signs, and then bytes are pumped.

use std::error::Error;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message};
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use relay_protocol::{Failed, FailureCode, Open, PageMessage, RelayMessage, Stage, limits};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use crate::tunnel::Tunnels;
use crate::tunnel::connect::{Established, connect};
use crate::tunnel::page_fault::PageFault;
use crate::tunnel::pump::{End, pump_recorded};
use crate::tunnel::remote_key::{Answer, Ask};
use crate::tunnel::tap::{Recording, Tap};

/// The page has gone; there is nobody to tell anything.
struct PageGone;

/// A stage that is over so soon is told along with what comes next: nobody could see it pass, and each message of its own
/// costs the page a turn, and with it the connection.
const MOMENT: Duration = Duration::from_millis(5);

/// Runs one session to its end. Whatever happens, the page is told if it is still there.
pub(crate) async fn run<P, E>(tunnels: &Tunnels, mut page: P)
where
    P: Stream<Item = Result<Message, E>> + Sink<Message, Error = E> + Unpin,
    E: Error + 'static,
{
    // Kept until the goodbye is over, so that no more sockets linger than there may be sessions.
    let place = tunnels.enter();
    let ended = match &place {
        Some(_) => session(tunnels, &mut page).await,
        None => Ok(failed(
            Stage::Requested,
            FailureCode::TooManySessions,
            format!("{} sessions are open", limits::MAX_SESSIONS),
        )),
    };
    let last_message = match ended {
        Ok(message) => message,
        Err(PageGone) => {
            tracing::info!("the page has gone");
            return;
        }
    };
    match &last_message {
        RelayMessage::Failed(failed) => {
            tracing::info!(code = failed.code.as_str(), "no connection");
        }
        RelayMessage::Closed(closed) => {
            tracing::info!(code = closed.code.as_str(), "the connection has ended");
        }
        _ => {}
    }
    let _gone = timeout(limits::GOODBYE_TIMEOUT, say_goodbye(page, last_message)).await;
}

/// Says the last message, closes, and waits until the page has closed too: a socket that is dropped with something
/// unread in it is reset, and a reset may overtake what was said last.
async fn say_goodbye<P, E>(mut page: P, last_message: RelayMessage)
where
    P: Stream<Item = Result<Message, E>> + Sink<Message, Error = E> + Unpin,
    E: Error + 'static,
{
    let (code, reason) = last_message.close_frame();
    let close = CloseFrame {
        code,
        reason: reason.into(),
    };
    let frames = [
        Message::Text(last_message.to_json().into()),
        Message::Close(Some(close)),
    ];
    for frame in frames {
        if page.send(frame).await.is_err() {
            return;
        }
    }
    loop {
        match page.next().await {
            Some(Ok(Message::Close(_))) => return,
            Some(Ok(_)) => {}
            Some(Err(error)) if PageFault::of(&error) == PageFault::Gone => return,
            // What comes is not WebSocket any more and is not read: nobody can tell when it ends.
            Some(Err(_)) | None => std::future::pending().await,
        }
    }
}

async fn session<P, E>(tunnels: &Tunnels, page: &mut P) -> Result<RelayMessage, PageGone>
where
    P: Stream<Item = Result<Message, E>> + Sink<Message, Error = E> + Unpin,
    E: Error + 'static,
{
    let first = tokio::select! {
        first = timeout(tunnels.time_limits.open, read_open(page)) => first,
        () = tunnels.shutdown.cancelled() => {
            return Ok(RelayMessage::Failed(*shutting_down(Stage::Requested)));
        }
    };
    let open = match first {
        Ok(result) => match result? {
            Ok(open) => open,
            Err(failed) => return Ok(RelayMessage::Failed(*failed)),
        },
        Err(_elapsed) => {
            return Ok(failed(
                Stage::Requested,
                FailureCode::OpenTimedOut,
                format!("no open in {} s", tunnels.time_limits.open.as_secs()),
            ));
        }
    };
    tracing::info!(host = ?open.host, port = open.port, "open");
    let (tap, mut recording) = if open.capture {
        let (tap, receiver) = Tap::new();
        (Some(tap), Recording::of(receiver))
    } else {
        (None, Recording::default())
    };
    let established = establish(tunnels, page, open, tap, &mut recording).await?;
    let last_message = match established {
        Err(failed) => RelayMessage::Failed(*failed),
        Ok(Established { stream, opened }) => {
            say(tunnels, page, RelayMessage::Opened(opened)).await?;
            let (limits, shutdown) = (&tunnels.time_limits, &tunnels.shutdown);
            match pump_recorded(stream, page, &mut recording, limits, shutdown).await {
                End::Closed(closed) => RelayMessage::Closed(closed),
                End::PageGone => return Err(PageGone),
            }
        }
    };
    // The end of the recording comes before the end of the session, after which nothing is said.
    let rest = async {
        while let Some(recorded) = recording.try_next() {
            say(tunnels, page, RelayMessage::Recorded(recorded)).await?;
        }
        Ok(())
    };
    match timeout(limits::GOODBYE_TIMEOUT, rest).await {
        Ok(said) => said.map(|()| last_message),
        Err(_elapsed) => Ok(last_message),
    }
}

async fn read_open<P, E>(page: &mut P) -> Result<Result<Open, Box<Failed>>, PageGone>
where
    P: Stream<Item = Result<Message, E>> + Unpin,
    E: Error + 'static,
{
    let not_understood = |detail: String| {
        Ok(Err(Box::new(Failed {
            stage: Stage::Requested,
            code: FailureCode::MessageNotUnderstood,
            detail,
            alert: None,
            server_chain: Vec::new(),
        })))
    };
    let text = match next(page).await? {
        FromPage::Text(text) => text,
        FromPage::Binary => return not_understood("the first frame must be an open".into()),
        FromPage::Unreadable(detail) => return not_understood(detail),
    };
    match PageMessage::from_json(&text) {
        Ok(PageMessage::Open(open)) => Ok(Ok(open)),
        Ok(_) => not_understood("the first message must be open".into()),
        Err(error) => not_understood(with_cause(&error)),
    }
}

/// Makes the connection, and meanwhile carries its questions to the page and the answers back.
async fn establish<P, E>(
    tunnels: &Tunnels,
    page: &mut P,
    open: Open,
    tap: Option<Tap>,
    recording: &mut Recording,
) -> Result<Result<Established, Box<Failed>>, PageGone>
where
    P: Stream<Item = Result<Message, E>> + Sink<Message, Error = E> + Unpin,
    E: Error + 'static,
{
    let (progress, mut stages) = mpsc::channel(4);
    let (asks, mut asked) = mpsc::channel(1);
    let connecting = connect(tunnels, open, progress, asks, tap);
    tokio::pin!(connecting);
    let mut stage = Stage::Requested;
    // Until when what is written may wait for what comes next, if anything does.
    let mut held_back: Option<Instant> = None;
    let mut questions = Questions::default();
    loop {
        // In this order, so that the page hears of a stage before it hears how that stage ended.
        tokio::select! {
            biased;
            Some(begun) = stages.recv() => {
                stage = begun;
                write(tunnels, page, RelayMessage::Progress { stage }).await?;
                held_back.get_or_insert_with(|| Instant::now() + MOMENT);
            }
            recorded = recording.next() => say(tunnels, page, RelayMessage::Recorded(recorded)).await?,
            Some(ask) = asked.recv() => say(tunnels, page, questions.put(ask)).await?,
            result = &mut connecting => {
                // Stages that began and ended in one step.
                while let Ok(stage) = stages.try_recv() {
                    write(tunnels, page, RelayMessage::Progress { stage }).await?;
                }
                return Ok(result);
            }
            () = until(held_back) => {
                flush(tunnels, page).await?;
                held_back = None;
            }
            () = tunnels.shutdown.cancelled() => {
                return Ok(Err(shutting_down(stage)));
            }
            message = next(page) => {
                let understood = match message? {
                    FromPage::Binary => Err("no bytes may be sent before opened".into()),
                    FromPage::Unreadable(detail) => Err(detail),
                    FromPage::Text(text) => match PageMessage::from_json(&text) {
                        Ok(PageMessage::Signature { id, signature }) => questions.answer(id, Ok(signature.0)),
                        Ok(PageMessage::SignatureRefused { id, why }) => questions.answer(id, Err(why)),
                        Ok(PageMessage::Close) => {
                            return Ok(Err(failure(stage, FailureCode::ClosedByPage, "the page asked to close")));
                        }
                        Ok(PageMessage::Open(_)) => Err("open may be said once".into()),
                        Err(error) => Err(with_cause(&error)),
                    },
                };
                if let Err(detail) = understood {
                    return Ok(Err(failure(stage, FailureCode::MessageNotUnderstood, &detail)));
                }
            }
        }
    }
}

/// The questions put to the page and not answered yet.
#[derive(Default)]
struct Questions {
    last_id: u32,
    open: Option<(u32, SyncSender<Answer>)>,
}

impl Questions {
    fn put(&mut self, ask: Ask) -> RelayMessage {
        self.last_id += 1;
        self.open = Some((self.last_id, ask.answer));
        RelayMessage::Sign {
            id: self.last_id,
            scheme: ask.scheme,
            message: ask.message.into(),
        }
    }

    fn answer(&mut self, id: u32, answer: Answer) -> Result<(), String> {
        if let Ok(signature) = &answer
            && signature.len() > limits::MAX_SIGNATURE_BYTES
        {
            return Err(format!("a signature of {} bytes", signature.len()));
        }
        match self.open.take_if(|(open, _)| *open == id) {
            Some((_, asker)) => {
                // An asker that has stopped waiting has said so itself.
                let _timed_out = asker.try_send(answer);
                Ok(())
            }
            None => Err(format!("signature {id} was not asked for")),
        }
    }
}

enum FromPage {
    Text(String),
    Binary,
    Unreadable(String),
}

/// The next frame that says something.
async fn next<P, E>(page: &mut P) -> Result<FromPage, PageGone>
where
    P: Stream<Item = Result<Message, E>> + Unpin,
    E: Error + 'static,
{
    loop {
        match page.next().await {
            Some(Ok(Message::Text(text))) if text.len() <= limits::MAX_CONTROL_FRAME_BYTES => {
                return Ok(FromPage::Text(text.to_string()));
            }
            Some(Ok(Message::Text(text))) => {
                return Ok(FromPage::Unreadable(format!(
                    "a message of {} bytes",
                    text.len()
                )));
            }
            Some(Ok(Message::Binary(_))) => return Ok(FromPage::Binary),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Close(_))) | None => return Err(PageGone),
            Some(Err(error)) => match PageFault::of(&error) {
                PageFault::Gone => return Err(PageGone),
                PageFault::TooLarge(detail) | PageFault::Unreadable(detail) => {
                    return Ok(FromPage::Unreadable(detail));
                }
            },
        }
    }
}

async fn say<P, E>(tunnels: &Tunnels, page: &mut P, message: RelayMessage) -> Result<(), PageGone>
where
    P: Sink<Message, Error = E> + Unpin,
{
    let frame = Message::Text(message.to_json().into());
    taken(tunnels, page.send(frame)).await
}

/// As [`say`], but it may wait for the next message, or for [`flush`].
async fn write<P, E>(tunnels: &Tunnels, page: &mut P, message: RelayMessage) -> Result<(), PageGone>
where
    P: Sink<Message, Error = E> + Unpin,
{
    let frame = Message::Text(message.to_json().into());
    taken(tunnels, page.feed(frame)).await
}

async fn flush<P, E>(tunnels: &Tunnels, page: &mut P) -> Result<(), PageGone>
where
    P: Sink<Message, Error = E> + Unpin,
{
    taken(tunnels, page.flush()).await
}

/// Whatever the page has to take, it takes in time.
async fn taken<E>(
    tunnels: &Tunnels,
    taking: impl Future<Output = Result<(), E>>,
) -> Result<(), PageGone> {
    match timeout(tunnels.time_limits.write, taking).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(PageGone),
    }
}

/// This moment, if there is one.
async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

fn failure(stage: Stage, code: FailureCode, detail: &str) -> Box<Failed> {
    Box::new(Failed {
        stage,
        code,
        detail: detail.into(),
        alert: None,
        server_chain: Vec::new(),
    })
}

fn shutting_down(stage: Stage) -> Box<Failed> {
    failure(
        stage,
        FailureCode::RelayShuttingDown,
        "the relay is shutting down",
    )
}

fn failed(stage: Stage, code: FailureCode, detail: String) -> RelayMessage {
    RelayMessage::Failed(*failure(stage, code, &detail))
}

fn with_cause(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests;

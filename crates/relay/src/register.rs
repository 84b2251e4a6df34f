//! `register`: one registration from files, without the page, in the words of the page.

mod capture;
mod connection;
mod evidence;
mod explanation;
mod inputs;
mod report;

use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use device_session::{Action, Direction, DpsSession, LoggedPacket};
use diagnose::diagnose;
use dps_protocol::registration::{Jitter, Outcome, Settings};
use relay_protocol::Failed;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::command_line::RegisterOptions;
use crate::output;
use crate::register::capture::CaptureFile;
use crate::register::inputs::Inputs;
use crate::register::report::Report;
use crate::serve::random_seed;

/// The API version spoken: the one Microsoft documents for MQTT.
const API_VERSION: &str = "2019-03-31";

/// How a run ends, for the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Assigned = 0,
    Refused = 1,
    WrongUse = 2,
    Unreachable = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// How a registration went.
enum Ending {
    /// No connection came about.
    Unreachable(Box<Failed>),
    /// There was one, and the session came to this.
    Session(Box<Outcome>),
}

/// What is wrong with the files of `register`, if anything is.
pub fn problem_of_files(options: &RegisterOptions) -> Option<String> {
    Inputs::read(options).err().map(|wrong| wrong.to_string())
}

/// Registers a device. Explanations go to stderr, the result to stdout.
pub async fn register(options: RegisterOptions) -> ExitCode {
    let inputs = match Inputs::read(&options) {
        Ok(inputs) => inputs,
        Err(wrong) => {
            output::say(format_args!("error: {wrong}"));
            return Exit::WrongUse.into();
        }
    };
    for note in &inputs.notes {
        output::say(format_args!("note: {note}"));
    }
    let capture = match options.capture.as_deref().map(CaptureFile::create) {
        None => None,
        Some(Ok(capture)) => Some(capture),
        Some(Err(wrong)) => {
            output::say(format_args!("error: {wrong}"));
            return Exit::WrongUse.into();
        }
    };
    output::say(format_args!(
        "Registering {:?} in ID scope {:?} at {}:{}",
        inputs.registration_id, options.id_scope, options.host, options.port
    ));
    let seed = match options.seed.map_or_else(random_seed, Ok) {
        Ok(seed) => seed,
        Err(error) => {
            output::say(format_args!("error: {error:#}"));
            return ExitCode::FAILURE;
        }
    };
    let mut settings = Settings::new(
        &options.id_scope,
        &inputs.registration_id,
        API_VERSION,
        inputs.payload.as_ref(),
    );
    // It stands for one device of many.
    settings.retry.jitter = Some(Jitter::new(seed));
    let mut evidence = evidence::of_files(&options, &inputs.registration_id, this_moment());
    let began = Instant::now();
    let mut packets = Vec::new();
    let tap = capture.as_ref().map(CaptureFile::tap);
    let ending = match connection::connect(&options, inputs, tap).await {
        Err(failed) => Ending::Unreachable(failed),
        Ok(stream) => {
            let mut session = DpsSession::new(settings);
            let closed = run(&mut session, stream, began, &mut packets).await;
            match (session.outcome(), closed) {
                (Some(Outcome::Closed { .. }), Some(failed)) => Ending::Unreachable(failed),
                (Some(outcome), _) => Ending::Session(Box::new(outcome.clone())),
                (None, _) => Ending::Session(Box::new(Outcome::Cancelled)),
            }
        }
    };
    let exit = exit(&ending);
    if let Some(Err(error)) = capture.map(CaptureFile::write) {
        output::say(format_args!("error: the capture was not written: {error}"));
    }
    evidence.extend(evidence::of_packets(&packets));
    evidence.extend(evidence::of_ending(&ending));
    let diagnosis = diagnose(&evidence);
    explanation::say(&ending, &diagnosis, &evidence);
    Report {
        ending: &ending,
        packets: &packets,
        diagnosis: &diagnosis,
        evidence: &evidence,
    }
    .print(options.format);
    exit.into()
}

fn this_moment() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

fn exit(ending: &Ending) -> Exit {
    match ending {
        Ending::Unreachable(_) => Exit::Unreachable,
        Ending::Session(outcome) => match **outcome {
            Outcome::Assigned { .. } => Exit::Assigned,
            Outcome::Unsendable { .. } => Exit::WrongUse,
            Outcome::Closed { .. } | Outcome::TimedOut { .. } | Outcome::Garbled { .. } => {
                Exit::Unreachable
            }
            _ => Exit::Refused,
        },
    }
}

/// Drives the session to its outcome. When the connection broke, why it did.
async fn run<S: AsyncRead + AsyncWrite + Unpin>(
    session: &mut DpsSession,
    mut stream: S,
    began: Instant,
    packets: &mut Vec<LoggedPacket>,
) -> Option<Box<Failed>> {
    let mut buffer = vec![0; 16 * 1024];
    let mut broken = None;
    while session.outcome().is_none() {
        let now = began.elapsed();
        let mut actions = session.tick(now);
        if session.ready(now).is_some() {
            actions.extend(session.perform(now));
        }
        if actions.is_empty() {
            let wake_in = session
                .wake_at()
                .map_or(Duration::MAX, |at| at.saturating_sub(now));
            actions = tokio::select! {
                read = stream.read(&mut buffer) => match read {
                    Ok(0) => session.closed(began.elapsed()),
                    Ok(read) => session.receive(began.elapsed(), &buffer[..read]),
                    Err(error) => {
                        broken = Some(connection::broken(&error));
                        session.closed(began.elapsed())
                    }
                },
                () = tokio::time::sleep(wake_in) => session.tick(began.elapsed()),
            };
        }
        for action in actions {
            match action {
                Action::Send(bytes) => {
                    // What went wrong comes out of reading: TLS may have said why.
                    let _broken = stream.write_all(&bytes).await;
                    let _broken = stream.flush().await;
                }
                Action::Log(packet) => {
                    say_packet(&packet);
                    packets.push(packet);
                }
                Action::Close => {
                    let _gone = stream.shutdown().await;
                }
                Action::Finished => {}
            }
        }
    }
    broken
}

fn say_packet(packet: &LoggedPacket) {
    let arrow = match packet.direction {
        Direction::Sent => "->",
        Direction::Received => "<-",
    };
    let at = packet.at.as_secs_f64();
    let topic = packet.topic().unwrap_or_default();
    output::say(format_args!("{at:8.3} {arrow} {} {topic}", packet.kind()));
}

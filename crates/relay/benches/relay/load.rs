//! A thousand tunnels at once that register in a loop with the practice service; for a moment, or for long.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use device_session::{Action, DpsSession};
use dps_protocol::registration::{Outcome, Settings};
use futures_util::{SinkExt as _, StreamExt as _};
use relay_protocol::{CloseCode, PageMessage, RelayMessage, Stage, Trust};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::compare::{part, trust};
use crate::device::Device;
use crate::fleet::{Fleet, ID_SCOPE, roots};
use crate::process::Held;
use crate::program::{Opening, Relay, say};
use crate::{figure, note};

/// Tunnels at once.
pub(crate) const TUNNELS: usize = 1_000;

/// How long a registration takes at least, in seconds: with the 128 upgrades a second that the relay allows, as many
/// tunnels as there are devices are then open at once.
const RETRY_AFTER: &str = "8";

/// How long to wait when the relay takes no more upgrades for the moment.
const TOO_FAST: Duration = Duration::from_millis(500);

/// Every so many-th time a device goes away in the middle of the handshake instead.
const ABANDONED: usize = 20;

/// How long everything that was under way may take to end.
const CALM: Duration = Duration::from_secs(30);

struct Load {
    relay: Relay,
    trust: Trust,
    stopping: AtomicBool,
    done: AtomicUsize,
    abandoned: AtomicUsize,
    too_fast: AtomicUsize,
    failed: AtomicUsize,
}

/// Registers in a loop for this long; prints a line at every `interval`, if there is one.
pub(crate) async fn run(
    fleet: &Fleet,
    lasting: Duration,
    interval: Option<Duration>,
) -> Result<()> {
    let root = fleet.path("practice-root.pem");
    let enrollments = fleet.path("enrollments.json");
    let relay = Relay::start(&[
        "--practice-listen",
        "127.0.0.1:0",
        // The documented quotas end at 1000 registrations a minute.
        "--quotas",
        "off",
        "--id-scope",
        ID_SCOPE,
        "--retry-after",
        RETRY_AFTER,
        "--enrollments",
        path(&enrollments)?,
        "--root-ca-out",
        path(&root)?,
    ])?;
    let devices = fleet.devices(&roots(&std::fs::read_to_string(&root)?)?)?;
    let load = Arc::new(Load {
        trust: trust(&root)?,
        relay,
        stopping: AtomicBool::new(false),
        done: AtomicUsize::new(0),
        abandoned: AtomicUsize::new(0),
        too_fast: AtomicUsize::new(0),
        failed: AtomicUsize::new(0),
    });
    let before = load.relay.process.held()?;
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for device in devices {
        let load = Arc::clone(&load);
        tasks.spawn(async move { load.register_for_ever(&device).await });
    }
    let mut most_tunnels = 0;
    let mut series = Vec::new();
    let mut next = interval.unwrap_or(lasting);
    while began.elapsed() < lasting {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let tunnels = load.relay.tunnels().await?;
        most_tunnels = most_tunnels.max(tunnels);
        if began.elapsed() >= next {
            next += interval.unwrap_or(lasting);
            let held = load.relay.process.held()?;
            series.push(held);
            if interval.is_some() {
                note(&load.line(began.elapsed(), tunnels, held));
            }
        }
    }
    load.stopping.store(true, Ordering::Relaxed);
    let registered_for = began.elapsed();
    let registered = load.done.load(Ordering::Relaxed);
    let mut times = Vec::new();
    while let Some(task) = tasks.join_next().await {
        times.extend(task?);
    }
    times.sort();
    let after = load.calm(before).await?;

    figure("registrations", registered as f64);
    figure(
        "per_second",
        registered as f64 / registered_for.as_secs_f64(),
    );
    figure("failed", load.failed.load(Ordering::Relaxed) as f64);
    figure("abandoned", load.abandoned.load(Ordering::Relaxed) as f64);
    figure("too_fast", load.too_fast.load(Ordering::Relaxed) as f64);
    figure("most_tunnels", most_tunnels as f64);
    figure("registration_p50_ms", part(&times, 50).as_secs_f64() * 1e3);
    figure("registration_p99_ms", part(&times, 99).as_secs_f64() * 1e3);
    for (name, held) in [("before", before), ("after", after)] {
        figure(&format!("{name}_mb"), held.resident_bytes as f64 / 1e6);
        figure(&format!("{name}_files"), held.files as f64);
        figure(&format!("{name}_threads"), held.threads as f64);
    }
    // Of a long series the first third fills what is filled once; the rest should be flat.
    if let (Some(early), Some(late)) = (series.get(series.len() / 3), series.last()) {
        figure("early_mb", early.resident_bytes as f64 / 1e6);
        figure("late_mb", late.resident_bytes as f64 / 1e6);
    }
    Ok(())
}

impl Load {
    /// How long each registration took.
    async fn register_for_ever(&self, device: &Device) -> Vec<Duration> {
        let mut times = Vec::new();
        let mut turn = 0;
        while !self.stopping.load(Ordering::Relaxed) {
            turn += 1;
            let abandon_at = (turn % ABANDONED == 0).then_some(Stage::Handshaking);
            let began = Instant::now();
            match self.register(device, abandon_at).await {
                Ok(Done::Registered) => {
                    times.push(began.elapsed());
                    self.done.fetch_add(1, Ordering::Relaxed);
                }
                Ok(Done::Abandoned) => {
                    self.abandoned.fetch_add(1, Ordering::Relaxed);
                }
                Ok(Done::TooFast) => {
                    self.too_fast.fetch_add(1, Ordering::Relaxed);
                    turn -= 1;
                    tokio::time::sleep(TOO_FAST).await;
                }
                Err(error) => {
                    // The first few say what is wrong; the number says the rest.
                    if self.failed.fetch_add(1, Ordering::Relaxed) < 3 {
                        note(&format!("{}: {error:#}", device.registration_id));
                    }
                    tokio::time::sleep(TOO_FAST).await;
                }
            }
        }
        times
    }

    async fn register(&self, device: &Device, abandon_at: Option<Stage>) -> Result<Done> {
        let practice = self.relay.practice.context("no practice service")?;
        let opening = self
            .relay
            .tunnel(device, practice, self.trust.clone(), abandon_at)
            .await?;
        let mut socket = match opening {
            Opening::Open(socket) => socket,
            Opening::TooFast => return Ok(Done::TooFast),
            Opening::Abandoned => return Ok(Done::Abandoned),
        };
        let settings = Settings::new(device.id_scope, &device.registration_id, "2019-03-31", None);
        let mut session = DpsSession::new(settings);
        match converse(&mut socket, &mut session).await? {
            Outcome::Assigned { .. } => {}
            other => bail!("{other:?}"),
        }
        say(&mut socket, &PageMessage::Close).await?;
        loop {
            match socket.next().await.context("no goodbye")?? {
                Message::Text(text) => match RelayMessage::from_json(&text)? {
                    RelayMessage::Closed(closed) => {
                        let expected = [CloseCode::Asked, CloseCode::ServiceClosed];
                        ensure!(expected.contains(&closed.code), "{closed:?}");
                        return Ok(Done::Registered);
                    }
                    other => bail!("{other:?}"),
                },
                Message::Close(_) => bail!("closed without a word"),
                _ => {}
            }
        }
    }

    fn line(&self, elapsed: Duration, tunnels: usize, held: Held) -> String {
        format!(
            "{:>5} s  {:>7} registered  {:>4} failed  {:>5} tunnels  {:>6.1} MB  {:>5} files  {:>3} threads",
            elapsed.as_secs(),
            self.done.load(Ordering::Relaxed),
            self.failed.load(Ordering::Relaxed),
            tunnels,
            held.resident_bytes as f64 / 1e6,
            held.files,
            held.threads
        )
    }

    /// What it holds once everything has ended; not before it has no more files open than `before`.
    async fn calm(&self, before: Held) -> Result<Held> {
        let gives_up = Instant::now() + CALM;
        loop {
            let held = self.relay.process.held()?;
            let tunnels = self.relay.tunnels().await?;
            if tunnels == 0 && held.files <= before.files && held.threads <= before.threads {
                return Ok(held);
            }
            ensure!(
                Instant::now() < gives_up,
                "{tunnels} tunnels are left; it held {before:?}, and holds {held:?}"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

enum Done {
    Registered,
    Abandoned,
    TooFast,
}

/// Drives the session to its outcome.
async fn converse(
    socket: &mut WebSocketStream<TcpStream>,
    session: &mut DpsSession,
) -> Result<Outcome> {
    let began = Instant::now();
    loop {
        let now = began.elapsed();
        let mut actions = session.tick(now);
        actions.extend(session.perform(now));
        if actions.is_empty() {
            let wake_in = session
                .wake_at()
                .map_or(Duration::MAX, |at| at.saturating_sub(now));
            actions = tokio::select! {
                message = socket.next() => match message.context("the relay went away")?? {
                    Message::Binary(bytes) => session.receive(began.elapsed(), &bytes),
                    Message::Text(text) => bail!("{text}"),
                    _ => Vec::new(),
                },
                () = tokio::time::sleep(wake_in) => Vec::new(),
            };
        }
        for action in actions {
            if let Action::Send(bytes) = action {
                socket.send(Message::binary(bytes)).await?;
            }
        }
        if let Some(outcome) = session.outcome() {
            return Ok(outcome.clone());
        }
    }
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no text")
}

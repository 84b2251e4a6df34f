//! How the practice service bears load: run by `cargo xtask bench practice`, which prints the figures.
//!
//! Starts the real binary, and devices in this process on the same machine. Each line on stdout is a figure's name and
//! its value. The one argument is the path of `openssl`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its figures go to xtask"
)]

mod device;
mod fleet;
mod openssl;
mod program;

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use device::Device;
use fleet::Fleet;
use openssl::ServerOfOpenssl;
use program::Practice;

/// Devices that exist.
const DEVICES: usize = 1_000;

/// Connections under way at once where nobody waits: enough to keep both cores busy.
const AT_ONCE: usize = 32;

/// The same for a server that serves one connection after the other.
const AT_ONCE_OPENSSL: usize = 4;

/// How long a rate is measured, and how long before nothing is counted.
const MEASURED: Duration = Duration::from_secs(6);
const WARM_UP: Duration = Duration::from_secs(1);

/// Registrations of each device where each takes as long as the service says.
const PATIENT_ROUNDS: usize = 3;

/// Starts of the process.
const STARTS: usize = 15;

/// Room for the connections here and for what a process has open anyway; the service serves half as many devices.
const FILES: u64 = 4_096;

fn main() -> ExitCode {
    // Cargo says `--bench` as well.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let [openssl] = arguments.as_slice() else {
        // Only built.
        return ExitCode::SUCCESS;
    };
    match run(Path::new(openssl)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(openssl: &Path) -> Result<()> {
    let files = relay::file_limit::raise_to(FILES).unwrap_or(FILES);
    ensure!(
        files >= FILES,
        "the system lets a process have {files} files open, and {DEVICES} devices need {FILES}; raise the hard limit"
    );
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let fleet = Arc::new(Fleet::make(DEVICES)?);
        start(&fleet).await?;
        let hasty = registrations(&fleet).await?;
        let bare = bare_handshakes(&fleet).await?;
        let beside = openssl_handshakes(&fleet, openssl).await?;
        figure("registrations", hasty);
        figure("handshakes", bare);
        figure("openssl_handshakes", beside);
        figure(
            "patient_registrations",
            patient_registrations(&fleet).await?,
        );
        figure("bytes_per_connection", bytes_per_connection(&fleet).await?);
        Ok(())
    })
}

fn figure(name: &str, value: f64) {
    println!("{name} {value:.3}");
}

/// From the start of the process to the first handshake it has accepted; the median.
async fn start(fleet: &Arc<Fleet>) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        let practice = Practice::start(fleet, &[])?;
        let device = fleet.device(0, &practice.roots()?)?;
        device.shake_hands(practice.address).await?;
        times.push(began.elapsed());
    }
    times.sort();
    let median = times.get(STARTS / 2).context("no start was measured")?;
    figure("start_ms", median.as_secs_f64() * 1e3);
    Ok(())
}

/// What a device does again and again.
#[derive(Clone, Copy)]
enum Deed {
    Register,
    ShakeHands,
}

/// Whole registrations in a second, with `retry-after` 0.
async fn registrations(fleet: &Arc<Fleet>) -> Result<f64> {
    let practice = Practice::start(fleet, &["--retry-after", "0"])?;
    let devices = fleet.devices(&practice.roots()?)?;
    rate(&devices, AT_ONCE, Deed::Register, practice.address).await
}

/// Handshakes with the practice service in a second, and nothing else.
async fn bare_handshakes(fleet: &Arc<Fleet>) -> Result<f64> {
    let practice = Practice::start(fleet, &[])?;
    let devices = fleet.devices(&practice.roots()?)?;
    rate(&devices, AT_ONCE, Deed::ShakeHands, practice.address).await
}

/// The same with openssl's server, which serves one connection after the other.
async fn openssl_handshakes(fleet: &Arc<Fleet>, openssl: &Path) -> Result<f64> {
    let server = ServerOfOpenssl::start(openssl, fleet)?;
    let devices = fleet.devices(&server.roots)?;
    rate(&devices, AT_ONCE_OPENSSL, Deed::ShakeHands, server.address).await
}

/// How often a deed is done in a second, by so many at once.
async fn rate(
    devices: &[Arc<Device>],
    at_once: usize,
    deed: Deed,
    address: SocketAddr,
) -> Result<f64> {
    let done = Arc::new(AtomicUsize::new(0));
    let begin = Instant::now() + WARM_UP;
    let end = begin + MEASURED;
    let mut tasks = tokio::task::JoinSet::new();
    for first in 0..at_once {
        // Nobody shares a device: it has one connection at a time.
        let own: Vec<_> = devices
            .iter()
            .skip(first)
            .step_by(at_once)
            .cloned()
            .collect();
        let done = Arc::clone(&done);
        tasks.spawn(async move {
            for device in own.iter().cycle() {
                match deed {
                    Deed::Register => device.register(address).await?,
                    Deed::ShakeHands => device.shake_hands(address).await?,
                }
                let now = Instant::now();
                if now >= end {
                    break;
                }
                if now >= begin {
                    done.fetch_add(1, Ordering::Relaxed);
                }
            }
            anyhow::Ok(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    Ok(done.load(Ordering::Relaxed) as f64 / MEASURED.as_secs_f64())
}

/// Registrations in a second when every device waits for as long as the service says by default.
async fn patient_registrations(fleet: &Arc<Fleet>) -> Result<f64> {
    let practice = Practice::start(fleet, &[])?;
    let devices = fleet.devices(&practice.roots()?)?;
    let address = practice.address;
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for device in devices {
        tasks.spawn(async move {
            for _ in 0..PATIENT_ROUNDS {
                device.register(address).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    Ok((DEVICES * PATIENT_ROUNDS) as f64 / began.elapsed().as_secs_f64())
}

/// What the service needs for one more device that is connected and has subscribed.
async fn bytes_per_connection(fleet: &Arc<Fleet>) -> Result<f64> {
    let practice = Practice::start(fleet, &[])?;
    let devices = fleet.devices(&practice.roots()?)?;
    let mut connected = Vec::new();
    let mut before = 0;
    for device in &devices {
        connected.push(device.connect(practice.address).await?);
        if connected.len() == 1 {
            before = practice.resident_bytes()?;
        }
    }
    let after = practice.resident_bytes()?;
    // They are all still there: none was turned away or cut off.
    for connection in &mut connected {
        connection.ping().await?;
    }
    Ok(after.saturating_sub(before) as f64 / (DEVICES - 1) as f64)
}

//! How the relay bears load, and how fast it is: run by `cargo xtask bench relay`, `bench load` and `soak`.
//!
//! Starts the real binary, and everything else in this process on the same machine. Each line on stdout is a figure's name
//! and its value; what goes on meanwhile is said on stderr. Arguments: `compare WEBSOCAT PYTHON`, `load SECONDS` or
//! `soak MINUTES`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its figures go to xtask"
)]

mod channel;
mod compare;
#[path = "../practice/device.rs"]
#[expect(dead_code, reason = "these devices go through the tunnel")]
mod device;
#[path = "../practice/fleet.rs"]
mod fleet;
mod load;
mod peers;
mod process;
mod program;
mod service;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use tokio::runtime::Builder;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use fleet::Fleet;
use peers::Programs;
use service::Service;

/// Room for the sockets of this process: a thousand pages, and the service behind the tunnels.
const FILES: u64 = 4_096;

/// A line of the series at least this often.
const INTERVAL: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    // Cargo says `--bench` as well.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    if arguments.is_empty() {
        // Only built.
        return ExitCode::SUCCESS;
    }
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let files = relay::file_limit::raise_to(FILES).unwrap_or(FILES);
    ensure!(
        files >= FILES,
        "the system lets a process have {files} files open, and this needs {FILES}; raise the hard limit"
    );
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["compare", websocat, python] => {
            let programs = Programs {
                websocat: websocat.into(),
                python: python.into(),
            };
            compare(&Fleet::make(1)?, &programs)
        }
        ["load", seconds] => load(Duration::from_secs(seconds.parse()?), None),
        ["soak", minutes] => {
            let lasting = Duration::from_secs(minutes.parse::<u64>()? * 60);
            load(lasting, Some(INTERVAL))
        }
        other => bail!("unexpected arguments: {other:?}"),
    }
}

/// The service on a thread of its own, the page's end on this one, as if they were two programs: in a runtime that they
/// share, one thread waits for both and wakes the other, which would count once for each message on the way and not for
/// what the way is.
fn compare(fleet: &Fleet, programs: &Programs) -> Result<()> {
    let serving = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let service = serving.block_on(Service::start(fleet))?;
    let asking = Builder::new_current_thread().enable_all().build()?;
    asking.block_on(compare::run(fleet, &service, programs))
}

fn load(lasting: Duration, interval: Option<Duration>) -> Result<()> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async { load::run(&Fleet::make(load::TUNNELS)?, lasting, interval).await })
}

fn figure(name: &str, value: f64) {
    println!("{name} {value:.3}");
}

fn note(what: &str) {
    eprintln!("{what}");
}

/// As small as the relay's own end, so that this end is not what is measured.
fn socket_config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(64 * 1024)
        .write_buffer_size(0)
}

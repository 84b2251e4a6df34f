//! The dps-playground binary: embedded page, tunnel, practice service, command line.

use std::io;
use std::process::ExitCode;

use clap::Parser as _;
use relay::command_line::CommandLine;
use tracing_subscriber::filter::LevelFilter;

fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    // `error`, `warn` (the default), `info`, `debug` or `trace`; never a key, a token or a payload.
    let level = std::env::var("DPS_PLAYGROUND_LOG")
        .ok()
        .and_then(|level| level.parse().ok())
        .unwrap_or(LevelFilter::WARN);
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_target(false)
        .init();
    relay::run(command_line)
}

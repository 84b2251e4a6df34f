//! What a person sees while xtask works: one line a step, with the time since the start.
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "this is the one place that prints"
)]

use std::sync::OnceLock;
use std::time::Instant;

static STARTED: OnceLock<Instant> = OnceLock::new();

/// Announces a step.
pub(crate) fn step(what: &str) {
    let seconds = STARTED.get_or_init(Instant::now).elapsed().as_secs();
    eprintln!(
        "\x1b[1m[{:>2}:{:02}] {what}\x1b[0m",
        seconds / 60,
        seconds % 60
    );
}

/// Says why it ends.
pub(crate) fn failure(why: &str) {
    eprintln!("\x1b[1;31mxtask: {why}\x1b[0m");
}

/// Prints a result on standard output.
pub(crate) fn plain(text: &str) {
    println!("{text}");
}

//! What a person sees while xtask works: one line a step, with the time since the start.
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "this is the one place that prints"
)]

use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

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

/// How long nothing may be seen while things are being built.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Does two things at once, and says every now and then which of them are not done yet.
pub(crate) fn both<A: Send, B>(
    first: (&str, impl FnOnce() -> A + Send),
    second: (&str, impl FnOnce() -> B),
) -> (A, B) {
    let under_way = Mutex::new(vec![first.0, second.0]);
    let changed = Condvar::new();
    let done = |what: &str| {
        let mut names = under_way.lock().unwrap_or_else(PoisonError::into_inner);
        names.retain(|name| *name != what);
        changed.notify_all();
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut names = under_way.lock().unwrap_or_else(PoisonError::into_inner);
            while !names.is_empty() {
                let waited = changed.wait_timeout(names, HEARTBEAT);
                let (left, wait) = waited.unwrap_or_else(PoisonError::into_inner);
                names = left;
                if wait.timed_out() && !names.is_empty() {
                    step(&format!("… still building {}", names.join(" and ")));
                }
            }
        });
        let first_done = scope.spawn(|| {
            let result = (first.1)();
            done(first.0);
            result
        });
        let second_result = (second.1)();
        done(second.0);
        match first_done.join() {
            Ok(first_result) => (first_result, second_result),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Says why it ends.
pub(crate) fn failure(why: &str) {
    eprintln!("\x1b[1;31mxtask: {why}\x1b[0m");
}

/// Prints a result on standard output.
pub(crate) fn plain(text: &str) {
    println!("{text}");
}

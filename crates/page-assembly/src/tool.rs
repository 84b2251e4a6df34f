//! Calling the two programs that are not Rust.

use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// Runs a program; what it prints is shown only if it fails.
pub(crate) fn call<S: AsRef<OsStr>>(
    program: &str,
    arguments: impl IntoIterator<Item = S>,
) -> Result<()> {
    // npm's programs are scripts, which on Windows have a name of their own.
    let program = match cfg!(windows) {
        true => format!("{program}.cmd"),
        false => program.to_owned(),
    };
    let output = Command::new(&program)
        .args(arguments)
        .output()
        .with_context(|| format!("could not start {program}; `cargo xtask build` installs it"))?;
    if !output.status.success() {
        bail!(
            "{program} failed: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

/// The one place that writes to the terminal.
#[expect(clippy::print_stderr, reason = "a command says what is wrong")]
pub(crate) fn complain(text: &str) {
    eprintln!("{text}");
}

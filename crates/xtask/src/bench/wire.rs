//! The packet list and the sequence diagram of a session of ten thousand packets: how long scripts take while it is scrolled.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::figure;
use crate::{npm, page, report, shell, system};

/// Two frames of 16.7 ms, of which scripts may take half.
const BOUND: f64 = 16.7;

pub(crate) fn run() -> Result<()> {
    if !page::dist().join("index.html").is_file() {
        bail!("there is no dist/; run `cargo xtask build` first");
    }
    npm::install(&shell::root().join("tests/e2e"))?;
    let node = shell::find_program("node").context("node is not on PATH")?;
    let mut command = Command::new(node);
    command
        .arg(shell::root().join("tests/e2e/bench/wire.mjs"))
        .env("CHROMIUM", system::require("chromium", "chromium")?);
    let said = shell::output(&mut command)?;
    for (what, line) in ["list", "diagram"].into_iter().zip(said.lines()) {
        let numbers: Vec<f64> = line
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        let [packets, p50, p99, rows] = numbers.as_slice() else {
            bail!("four numbers were expected, not {line:?}");
        };
        report::plain(&format!("{what}: {packets} packets, at most {rows} drawn"));
        figure(
            "scripting a step of scrolling (two frames): p50",
            *p50,
            BOUND,
            "ms",
        );
        figure("p99", *p99, BOUND, "ms");
    }
    Ok(())
}

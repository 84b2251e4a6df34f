//! A thousand tunnels at once that register in a loop with the practice service: for half a minute, or as a soak.

use std::ffi::OsStr;

use anyhow::{Context as _, Result, bail};

use super::figures::Figures;
use super::{at_least, figure};
use crate::report;

/// Seconds of `bench load`: each device registers two or three times.
const SECONDS: &str = "30";

/// Devices, each with one tunnel at a time.
const TUNNELS: f64 = 1_000.0;

/// What the process may take more after hours than after the first third of them, in MB.
const GROWTH_MB: f64 = 3.0;

/// `cargo xtask bench load`.
pub(crate) fn run() -> Result<()> {
    let figures = Figures::of("relay", &[OsStr::new("load"), OsStr::new(SECONDS)])?;
    print(&figures)
}

/// `cargo xtask soak --minutes N`.
pub(crate) fn soak(arguments: &[String]) -> Result<()> {
    let minutes = match arguments {
        [] => "30",
        [flag, minutes] if flag == "--minutes" => minutes,
        other => bail!("{other:?} is not understood; usage: cargo xtask soak [--minutes N]"),
    };
    let count: u64 = minutes
        .parse()
        .with_context(|| format!("{minutes:?} is no number of minutes"))?;
    report::step(&format!("A soak of {count} minutes"));
    let figures = Figures::of("relay", &[OsStr::new("soak"), OsStr::new(minutes)])?;
    print(&figures)?;
    figure(
        "memory at the end, beside a third of the time",
        figures.get("late_mb")? - figures.get("early_mb")?,
        GROWTH_MB,
        "MB",
    );
    Ok(())
}

fn print(figures: &Figures) -> Result<()> {
    let get = |name: &str| figures.get(name);
    at_least("tunnels open at once", get("most_tunnels")?, TUNNELS, "");
    for (what, name) in [
        ("registrations", "registrations"),
        (
            "left in the middle of the handshake, on purpose",
            "abandoned",
        ),
        (
            "put off by the relay: 128 upgrades/s and 1,024 sessions",
            "too_fast",
        ),
    ] {
        report::plain(&format!("{what:<58} {:>9.0}", get(name)?));
    }
    report::plain(&format!(
        "{:<58} {:>9.0} /s",
        "registrations in a second, each of 8 s or more",
        get("per_second")?
    ));
    report::plain(&format!(
        "{:<58} {:>9.0} ms, p99 {:.0} ms",
        "a registration, of which 8000 ms are waited for: p50",
        get("registration_p50_ms")?,
        get("registration_p99_ms")?
    ));
    figure("registrations that failed", get("failed")?, 0.0, "");
    for (what, name) in [("files", "files"), ("threads", "threads")] {
        figure(
            &format!("{what} open once all have ended; at most as before"),
            get(&format!("after_{name}"))?,
            get(&format!("before_{name}"))?,
            "",
        );
    }
    report::plain(&format!(
        "{:<58} {:>9.1} MB, then {:.1} MB",
        "memory before and after",
        get("before_mb")?,
        get("after_mb")?
    ));
    Ok(())
}

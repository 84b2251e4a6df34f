//! The practice service under load, with its devices on the same machine: registrations in a second beside bare
//! handshakes with `openssl s_server`, memory for a connection, and how soon after its start it is there.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use super::{at_least, figure, ratio};
use crate::{report, shell, system};

/// Registrations in a second that are asked for, on two cores.
const REGISTRATIONS: f64 = 500.0;

/// From the start of the process to the first handshake, in milliseconds.
const START_MS: f64 = 100.0;

pub(crate) fn run() -> Result<()> {
    let openssl = system::require("openssl", "openssl")?;
    let mut command = shell::cargo_command();
    command.args([
        "bench",
        "--quiet",
        "--package",
        "relay",
        "--bench",
        "practice",
    ]);
    // It builds the program too, and must not leave one without the page where there was one with it.
    if shell::root().join("dist/index.html").is_file() {
        command.args(["--features", "embed-page"]);
    }
    let said = shell::output(command.arg("--").arg(openssl))?;
    let figures = read(&said);
    let get = |name: &str| {
        let value = figures.get(name).copied();
        value.with_context(|| format!("there is no {name:?} in {said:?}"))
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    report::plain(&format!("{cores} cores, devices and service together:"));
    let registrations = get("registrations")?;
    at_least(
        "registrations, fresh mutual TLS, retry-after 0, one poll",
        registrations,
        REGISTRATIONS,
        "/s",
    );
    report::plain(&format!(
        "{:<58} {:>9.0} /s   of {:.0} that 3 s and one poll allow",
        "the same, 1,000 devices at once, retry-after 3",
        get("patient_registrations")?,
        1_000.0 / 3.0
    ));
    report::plain(&format!(
        "{:<58} {:>9.0} /s",
        "bare handshakes with the practice service",
        get("handshakes")?
    ));
    let openssl = get("openssl_handshakes")?;
    report::plain(&format!(
        "{:<58} {openssl:>9.0} /s",
        "the same with openssl s_server, one after the other"
    ));
    ratio(
        "registrations, beside handshakes with openssl s_server",
        registrations / openssl,
        None,
    );
    report::plain(&format!(
        "{:<58} {:>9.1} KiB",
        "memory for a connection, 1,000 devices at once",
        get("bytes_per_connection")? / 1_024.0
    ));
    figure(
        "start to first handshake: p50",
        get("start_ms")?,
        START_MS,
        "ms",
    );
    Ok(())
}

/// Lines of a name and a value.
fn read(said: &str) -> BTreeMap<&str, f64> {
    let lines = said.lines().filter_map(|line| line.split_once(' '));
    lines
        .filter_map(|(name, value)| Some((name, value.trim().parse().ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_line_by_line() {
        let read = read("registrations 812.250\nnothing\nstart_ms 31\n");
        assert_eq!(read.len(), 2);
        assert_eq!((read["registrations"], read["start_ms"]), (812.25, 31.0));
    }
}

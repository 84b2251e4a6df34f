//! The practice service under load, with its devices on the same machine: registrations in a second beside bare
//! handshakes with `openssl s_server`, memory for a connection, and how soon after its start it is there.

use anyhow::Result;

use super::figures::Figures;
use super::{at_least, figure, ratio};
use crate::{report, system};

/// Registrations in a second that are asked for, on two cores.
const REGISTRATIONS: f64 = 500.0;

/// From the start of the process to the first handshake, in milliseconds.
const START_MS: f64 = 100.0;

pub(crate) fn run() -> Result<()> {
    let openssl = system::require("openssl", "openssl")?;
    let figures = Figures::of("practice", &[openssl.as_os_str()])?;
    let get = |name: &str| figures.get(name);
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

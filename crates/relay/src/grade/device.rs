//! A device that the bench (re)starts by a command: a power relay, a flasher, or the client itself.

use std::net::SocketAddr;
use std::process::Stdio;

use anyhow::Context as _;
use tokio::process::{Child, Command};

/// Tells the command which scenario is being played.
const SCENARIO_VARIABLE: &str = "DPS_PLAYGROUND_SCENARIO";

/// Tells the command where the practice service listens: `HOST:PORT`.
const ADDRESS_VARIABLE: &str = "DPS_PLAYGROUND_MQTTS";

/// The running command. Dropping it ends it.
pub(super) struct Device {
    child: Child,
}

impl Device {
    pub(super) fn start(
        command: &str,
        scenario: &str,
        address: SocketAddr,
    ) -> anyhow::Result<Self> {
        let child = shell(command)
            .env(SCENARIO_VARIABLE, scenario)
            .env(ADDRESS_VARIABLE, address.to_string())
            .stdin(Stdio::null())
            // What it says is for people: the report has stdout for itself.
            .stdout(std::io::stderr())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("running {command:?}"))?;
        Ok(Self { child })
    }

    /// Comes back when the command has ended, however.
    pub(super) async fn ended(mut self) -> anyhow::Result<()> {
        self.child
            .wait()
            .await
            .context("waiting for the device's command")?;
        Ok(())
    }
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

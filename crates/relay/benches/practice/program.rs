//! The practice service as users start it, in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use rustls::RootCertStore;
use serde_json::Value;

use crate::fleet::{Fleet, ID_SCOPE, roots};

/// A running service. Dropping it ends it.
pub(crate) struct Practice {
    child: Child,
    pub(crate) address: SocketAddr,
    root: PathBuf,
}

impl Practice {
    /// Comes back once it is ready.
    pub(crate) fn start(fleet: &Fleet, more: &[&str]) -> Result<Self> {
        let root = fleet.path("root.pem");
        let mut child = Command::new(env!("CARGO_BIN_EXE_dps-playground"))
            .args(["practice", "--listen", "127.0.0.1:0"])
            // The documented quotas end at 1000 registrations a minute.
            .args([
                "--quotas",
                "off",
                "--id-scope",
                ID_SCOPE,
                "--format",
                "json",
            ])
            .arg("--enrollments")
            .arg(fleet.path("enrollments.json"))
            .arg("--root-ca-out")
            .arg(&root)
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting dps-playground")?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("no stdout")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let ready: Value =
            serde_json::from_str(&line).context("dps-playground did not become ready")?;
        let address = ready["mqtts"].as_str().context("no address")?;
        Ok(Self {
            child,
            address: address.parse()?,
            root,
        })
    }

    /// What its devices must trust.
    pub(crate) fn roots(&self) -> Result<RootCertStore> {
        roots(&std::fs::read_to_string(&self.root)?)
    }

    /// How much memory it takes. Only Linux says.
    pub(crate) fn resident_bytes(&self) -> Result<u64> {
        let status = format!("/proc/{}/status", self.child.id());
        let status =
            std::fs::read_to_string(&status).with_context(|| format!("reading {status}"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next());
        let kib: u64 = kib.context("no VmRSS")?.parse()?;
        Ok(kib * 1024)
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        let _ended_before = self.child.kill();
        let _ended = self.child.wait();
    }
}

//! What a process holds of the system, as Linux counts it.

use std::path::PathBuf;
use std::process::Child;

use anyhow::{Context as _, Result};

/// A process that is ended when dropped.
pub(crate) struct Process(pub(crate) Child);

/// What it holds now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) resident_bytes: u64,
    pub(crate) files: usize,
    pub(crate) threads: usize,
}

impl Process {
    pub(crate) fn held(&self) -> Result<Held> {
        let folder = PathBuf::from(format!("/proc/{}", self.0.id()));
        let status = std::fs::read_to_string(folder.join("status"))
            .context("reading /proc, which only Linux has")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next());
        let kib: u64 = kib.context("no VmRSS")?.parse()?;
        let count = |name: &str| anyhow::Ok(std::fs::read_dir(folder.join(name))?.count());
        Ok(Held {
            resident_bytes: kib * 1024,
            files: count("fd")?,
            threads: count("task")?,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended_before = self.0.kill();
        let _ended = self.0.wait();
    }
}

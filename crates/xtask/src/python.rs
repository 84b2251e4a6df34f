//! A Python environment of our own for the official SDK.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{report, shell, tools};

/// The interpreter of an environment that has what this file names installed.
pub(crate) fn with_requirements(requirements: &str) -> Result<PathBuf> {
    let file = shell::root().join(requirements);
    let wanted = std::fs::read_to_string(&file)
        .with_context(|| format!("could not read {}", file.display()))?;
    let place = tools::cache()?.join("python");
    let python = place.join("bin").join("python");
    let marker = place.join("installed.txt");
    if python.is_file()
        && std::fs::read_to_string(&marker).is_ok_and(|installed| installed == wanted)
    {
        return Ok(python);
    }
    report::step("Installing the official Python SDK");
    let base = crate::system::require("python3", "python3-venv")?;
    shell::run(
        Command::new(base)
            .args(["-m", "venv", "--clear"])
            .arg(&place),
    )?;
    shell::run(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "-r"])
            .arg(&file),
    )?;
    std::fs::write(&marker, wanted)
        .with_context(|| format!("could not write {}", marker.display()))?;
    Ok(python)
}

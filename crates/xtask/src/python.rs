//! Python environments of our own: for the official SDK, for another linter.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{report, shell, tools};

/// The interpreter of the environment of this name, which has what the file names installed.
pub(crate) fn with_requirements(name: &str, requirements: &str) -> Result<PathBuf> {
    let file = shell::root().join(requirements);
    let wanted = std::fs::read_to_string(&file)
        .with_context(|| format!("could not read {}", file.display()))?;
    let place = tools::cache()?.join(name);
    let python = place.join("bin").join("python");
    let marker = place.join("installed.txt");
    if python.is_file()
        && std::fs::read_to_string(&marker).is_ok_and(|installed| installed == wanted)
    {
        return Ok(python);
    }
    report::step(&format!("Installing what {requirements} names"));
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

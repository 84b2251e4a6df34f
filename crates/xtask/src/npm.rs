//! Programs and libraries from npm.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{report, shell, tools};

fn npm() -> Result<Command> {
    match shell::find_program("npm") {
        Some(npm) => Ok(Command::new(npm)),
        None => bail!("npm is not on PATH; Node 18 or newer is needed (https://nodejs.org)"),
    }
}

/// Installs one program of that exact version and returns the folder it can be called from.
pub(crate) fn tool(package: &str, version: &str) -> Result<PathBuf> {
    let place = tools::cache()?.join(format!("{package}-{version}"));
    let bin = place.join("node_modules").join(".bin");
    if !bin.is_dir() {
        report::step(&format!("Installing {package} {version} from npm"));
        std::fs::create_dir_all(&place)
            .with_context(|| format!("could not create {}", place.display()))?;
        let spec = format!("{package}@{version}");
        shell::run(
            npm()?
                .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
                .arg(&place)
                .arg(spec),
        )?;
    }
    Ok(bin)
}

/// Installs what a folder's `package-lock.json` names.
pub(crate) fn install(folder: &Path) -> Result<()> {
    shell::run(
        npm()?
            .args(["ci", "--silent", "--no-audit", "--no-fund"])
            .current_dir(folder),
    )
}

//! Programs of the operating system that tests need: Chromium, its driver, openssl, tshark.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{report, shell};

/// Makes sure that a program is there: installs it on Debian as root, else says what to install.
pub(crate) fn require(program: &str, debian_package: &str) -> Result<PathBuf> {
    if let Some(path) = shell::find_program(program) {
        return Ok(path);
    }
    if can_apt() {
        report::step(&format!("Installing {debian_package}"));
        shell::run(Command::new("apt-get").args(["update", "-qq"]))?;
        shell::run(
            Command::new("apt-get")
                .args([
                    "install",
                    "-y",
                    "-qq",
                    "--no-install-recommends",
                    debian_package,
                ])
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )?;
        if let Some(path) = shell::find_program(program) {
            return Ok(path);
        }
    }
    bail!(
        "{program} is not on PATH; the tests need it (Debian package {debian_package}). Nothing is skipped without it"
    )
}

fn can_apt() -> bool {
    let root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.starts_with(b"0"));
    root && shell::find_program("apt-get").is_some()
}

//! Building the page: Trunk compiles and stages it, and calls back to have it finished.

mod modules;
mod seal;
mod sizes;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{report, shell, tools};

pub(crate) use sizes::print_sizes;

/// Where the built page is.
pub(crate) fn dist() -> PathBuf {
    shell::root().join("dist")
}

/// Builds the page into `dist/`.
pub(crate) fn build() -> Result<()> {
    let path = shell::path_with(&tools::for_page()?)?;
    report::step("Building the page");
    shell::run(
        Command::new("trunk")
            .args(["build", "--quiet"])
            .env("PATH", path)
            // Trunk reads this one as a setting of its own and refuses the value "1".
            .env_remove("NO_COLOR")
            .current_dir(shell::root()),
    )
}

/// Called by Trunk when everything is staged: takes the page apart into the module that the lesson needs and those that
/// are fetched later, and seals the index.
pub(crate) fn finish_staged() -> Result<()> {
    let staging = std::env::var_os("TRUNK_STAGING_DIR")
        .context("TRUNK_STAGING_DIR is not set; Trunk calls this")?;
    let staging = Path::new(&staging);
    modules::stage(staging)?;
    seal::index(staging)
}

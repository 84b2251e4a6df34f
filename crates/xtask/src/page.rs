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

/// Builds the page into `dist/`, and meanwhile what else is asked for.
///
/// On a new machine the tools take as long as everything else together, so the page is compiled beside them: Trunk then
/// finds it done.
pub(crate) fn build(meanwhile: impl FnOnce() -> Result<()>) -> Result<()> {
    tools::wasm_target()?;
    report::step("Building the page, and the tools for it where they are missing");
    let (tools, compiled) = report::both(
        ("the tools", tools::for_page),
        ("the page", || {
            compile()?;
            meanwhile()
        }),
    );
    compiled?;
    let path = shell::path_with(&tools?)?;
    report::step("Putting the page together");
    shell::run(
        Command::new("trunk")
            .args(["build", "--quiet"])
            .env("PATH", path)
            // Trunk reads this one as a setting of its own and refuses the value "1".
            .env_remove("NO_COLOR")
            .current_dir(shell::root()),
    )
}

/// Compiles the page exactly as Trunk will ask for it: the attributes of `index.html` in words of cargo.
fn compile() -> Result<()> {
    shell::cargo([
        "build",
        "--quiet",
        "--target=wasm32-unknown-unknown",
        "--profile",
        modules::PROFILE,
        "--bin",
        modules::NAME,
        "--features",
        "split",
    ])
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

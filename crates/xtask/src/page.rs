//! Building the page: cargo compiles it, `crates/page-assembly` puts it together.

mod sizes;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::{report, shell, tools};

pub(crate) use sizes::print_sizes;

/// The cargo profile that `index.html` names.
const PROFILE: &str = "page";
/// The page's binary, which `index.html` names too.
const BIN: &str = "dps-playground-page";

/// Where the built page is.
pub(crate) fn dist() -> PathBuf {
    shell::root().join("dist")
}

/// Builds the page into `dist/`, and the relay meanwhile.
pub(crate) fn build(relay: impl FnOnce() -> Result<()> + Send) -> Result<()> {
    tools::wasm_target()?;
    report::step("Building the page and the relay");
    let (ready, compiled) = report::both(
        ("the relay", || {
            tools::for_page()?;
            shell::cargo(["build", "--quiet", "--package", "page-assembly"])?;
            relay()
        }),
        ("the page", compile),
    );
    compiled?;
    ready?;
    report::step("Putting the page together");
    assemble(&dist())
}

/// Compiles the page exactly as Trunk would: the attributes of `index.html` in words of cargo.
fn compile() -> Result<()> {
    shell::cargo([
        "build",
        "--quiet",
        "--target=wasm32-unknown-unknown",
        "--profile",
        PROFILE,
        "--bin",
        BIN,
        "--features",
        "split",
    ])
}

fn assemble(into: &Path) -> Result<()> {
    let path = shell::path_with(&tools::for_page()?)?;
    let compiled = shell::target_dir()
        .join("wasm32-unknown-unknown")
        .join(PROFILE)
        .join(format!("{BIN}.wasm"));
    let mut command = shell::cargo_command();
    command
        .args(["run", "--quiet", "--package", "page-assembly", "--"])
        .args([&compiled, &shell::target_dir().join("page-assembly"), into])
        .env("PATH", path);
    shell::run(&mut command)
}

/// Called by Trunk when it has compiled and staged what it knows: what it staged is replaced by the page in its parts.
pub(crate) fn finish_staged() -> Result<()> {
    let staging = std::env::var_os("TRUNK_STAGING_DIR")
        .context("TRUNK_STAGING_DIR is not set; Trunk calls this")?;
    assemble(Path::new(&staging))
}

/// Has Trunk build the page beside `dist/` and compares the two, byte by byte.
pub(crate) fn same_by_trunk() -> Result<()> {
    let by_trunk = shell::target_dir().join("trunk-dist");
    shell::run(
        Command::new("trunk")
            .args(["build", "--quiet", "--dist"])
            .arg(&by_trunk)
            .env("PATH", shell::path_with(&tools::for_trunk()?)?)
            // Trunk reads this one as a setting of its own and refuses the value "1".
            .env_remove("NO_COLOR")
            .current_dir(shell::root()),
    )?;
    let (ours, trunks) = (contents(&dist())?, contents(&by_trunk)?);
    let names = |files: &BTreeMap<OsString, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    ensure!(
        names(&ours) == names(&trunks),
        "Trunk made other files: {:?} instead of {:?}",
        names(&trunks),
        names(&ours)
    );
    for (name, bytes) in &ours {
        ensure!(
            trunks.get(name) == Some(bytes),
            "Trunk made another {name:?}"
        );
    }
    Ok(())
}

fn contents(folder: &Path) -> Result<BTreeMap<OsString, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)
        .with_context(|| format!("could not look into {}", folder.display()))?
    {
        let entry = entry?;
        files.insert(entry.file_name(), std::fs::read(entry.path())?);
    }
    Ok(files)
}

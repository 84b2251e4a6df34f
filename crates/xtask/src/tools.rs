//! The programs the page is built with, installed once per user and version, from crates.io and npm alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{npm, report, shell};

/// Bundles the page. 0.22 needs a newer rustc than `rust-toolchain.toml` names.
const TRUNK: &str = "0.21.14";
/// Minifies the page's scripts.
const ESBUILD: &str = "0.28.2";
/// `wasm-opt`; its versions are those of the npm package.
const BINARYEN: &str = "132.0.0";
/// A bridge from WebSocket to TCP and TLS, for comparison. 4.0 is not out yet.
const WEBSOCAT: &str = "1.14.0";

/// How a tool is built.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Speed {
    /// Built fast, which saves more than running fast would.
    Debug,
    /// Runs as fast as it can.
    Optimised,
}

/// Folders to put on PATH for what puts the page together.
pub(crate) fn for_page() -> Result<Vec<PathBuf>> {
    Ok(vec![
        npm::tool("binaryen", BINARYEN)?,
        npm::tool("esbuild", ESBUILD)?,
    ])
}

/// Where each of those is installed, with the `package-lock.json` that npm wrote.
pub(crate) fn from_npm() -> Result<Vec<PathBuf>> {
    let places = for_page()?.into_iter().map(|bin| {
        let place = bin.ancestors().nth(2).map(Path::to_path_buf);
        place.with_context(|| format!("{} is in no folder", bin.display()))
    });
    places.collect()
}

/// Folders to put on PATH so that Trunk finds everything and downloads nothing.
pub(crate) fn for_trunk() -> Result<Vec<PathBuf>> {
    wasm_target()?;
    Ok(vec![
        // No TLS: it neither serves over it nor has anything to download.
        cargo_tool(
            "trunk",
            TRUNK,
            Speed::Debug,
            &["--locked", "--no-default-features"],
        )?,
        wasm_bindgen()?,
    ])
}

/// The folder that holds `wasm-bindgen` and `wasm-bindgen-test-runner`.
pub(crate) fn wasm_bindgen() -> Result<PathBuf> {
    // No TLS: the runner speaks to a browser on this machine. Not its own lock file, which may name crates that are newer
    // than a mirror of crates.io.
    cargo_tool(
        "wasm-bindgen-cli",
        &wasm_bindgen_version()?,
        Speed::Debug,
        &["--no-default-features"],
    )
}

/// What the tunnel is compared with. With optimisation, and with TLS, for which it wants OpenSSL's headers (Debian:
/// `libssl-dev`).
pub(crate) fn websocat() -> Result<PathBuf> {
    let options = ["--no-default-features", "--features", "ssl,signal_handler"];
    let bin = cargo_tool("websocat", WEBSOCAT, Speed::Optimised, &options)?;
    Ok(bin.join("websocat"))
}

/// Where tools are kept: per user, so that a second clone does not build them again.
pub(crate) fn cache() -> Result<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME")
        .or_else(|| std::env::var_os("LOCALAPPDATA"))
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
        .context("no home directory to keep tools in; set XDG_CACHE_HOME")?;
    Ok(base.join("dps-playground").join("tools"))
}

pub(crate) fn wasm_target() -> Result<()> {
    let installed = shell::output(
        Command::new("rustup")
            .args(["target", "list", "--installed"])
            .current_dir(shell::root()),
    )
    .context("rustup is needed: https://rustup.rs")?;
    if installed
        .lines()
        .any(|line| line.trim() == "wasm32-unknown-unknown")
    {
        return Ok(());
    }
    report::step("Adding the WebAssembly target to the toolchain");
    shell::run(
        Command::new("rustup")
            .args(["target", "add", "wasm32-unknown-unknown"])
            .current_dir(shell::root()),
    )
}

/// Trunk needs a `wasm-bindgen` of exactly the version in `Cargo.lock`, else it would try to download one.
fn wasm_bindgen_version() -> Result<String> {
    let lock = std::fs::read_to_string(shell::root().join("Cargo.lock"))
        .context("could not read Cargo.lock")?;
    version_in_lock(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let wanted = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != wanted).skip(1);
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
        .map(str::to_owned)
}

fn cargo_tool(package: &str, version: &str, speed: Speed, options: &[&str]) -> Result<PathBuf> {
    let place = cache()?.join(format!("{package}-{version}"));
    let bin = place.join("bin");
    if place.join(".crates.toml").is_file() && bin.is_dir() {
        return Ok(bin);
    }
    report::step(&format!(
        "Building {package} {version} (once; two to three minutes on two cores)"
    ));
    let mut command = shell::cargo_command();
    // The tools share one target directory, so that what they have in common is built once; no debug info.
    if speed == Speed::Debug {
        command.args(["install", "--debug"]);
    } else {
        command.arg("install");
    }
    command
        .args(["--quiet", "--root"])
        .arg(&place)
        .arg("--target-dir")
        .arg(shell::target_dir().join("tools"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .arg(format!("{package}@{version}"));
    command.args(options);
    // Not from inside the repository: its toolchain file and cargo configuration are for our own code.
    command.current_dir(cache_created()?);
    shell::run(&mut command)?;
    Ok(bin)
}

fn cache_created() -> Result<PathBuf> {
    let cache = cache()?;
    std::fs::create_dir_all(&cache)
        .with_context(|| format!("could not create {}", cache.display()))?;
    Ok(cache)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(
            version_in_lock(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(version_in_lock(lock, "wasm"), None);
        assert!(wasm_bindgen_version().is_ok());
    }
}

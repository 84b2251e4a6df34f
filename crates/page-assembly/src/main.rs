//! Puts the page together: `page-assembly WASM WORK INTO` reads `index.html` in the current folder and writes into the
//! folder `INTO` everything that a plain file server has to serve. `WASM` is what cargo compiled; `WORK` is a folder for what
//! is made on the way. `wasm-opt` and `esbuild` have to be on PATH.
//!
//! `index.html` is written for Trunk, which is what people know who look for the place where a page begins; but the page is
//! several modules, and Trunk knows nothing of those. So this reads the same `data-trunk` attributes and does all of it,
//! and Trunk, where somebody uses it, calls this as its hook. `cargo xtask` calls it without Trunk.

mod assets;
mod gather;
mod imports;
mod modules;
mod seal;
mod stamp;
mod tool;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::stamp::Stamp;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tool::complain(&format!("page-assembly: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [wasm, work, into] = arguments.as_slice() else {
        bail!(
            "three paths are wanted: the compiled module, a folder to work in, a folder to write into"
        );
    };
    assemble(Path::new("index.html"), wasm, work, into)
}

/// Everything in `into` is replaced, at the very end, so that a failure leaves what was there.
fn assemble(index: &Path, wasm: &Path, work: &Path, into: &Path) -> Result<()> {
    let root = index.parent().unwrap_or(Path::new(""));
    let stamp = Stamp::of(&[index, wasm, &root.join("style"), &root.join("assets")])?;
    if stamp.is_on(work, into) {
        return Ok(());
    }
    emptied(work)?;
    let staging = work.join("staging");
    emptied(&staging)?;
    let names = modules::stage(wasm, work, &staging)?;
    let html = std::fs::read_to_string(index)
        .with_context(|| format!("could not read {}", index.display()))?;
    let html = assets::stage(&html, &names, root, &staging)?;
    write(&staging.join("index.html"), &seal::seal(&html)?)?;
    emptied(into)?;
    for file in list(&staging)? {
        let Some(name) = file.file_name() else {
            continue;
        };
        let to = into.join(name);
        std::fs::copy(&file, &to).with_context(|| format!("could not write {}", to.display()))?;
    }
    stamp.put_on(work, into)
}

fn emptied(folder: &Path) -> Result<()> {
    if folder.exists() {
        for entry in list(folder)? {
            let removed = match entry.is_dir() {
                true => std::fs::remove_dir_all(&entry),
                false => std::fs::remove_file(&entry),
            };
            removed.with_context(|| format!("could not remove {}", entry.display()))?;
        }
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("could not create {}", folder.display()))
}

pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("could not look into {}", folder.display()))?;
    Ok(entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?)
}

pub(crate) fn write(file: &Path, text: &str) -> Result<()> {
    std::fs::write(file, text).with_context(|| format!("could not write {}", file.display()))
}

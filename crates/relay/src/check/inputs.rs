//! The files to check.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// The most bytes of one file: a hundred times the largest chain anybody has.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// One file.
pub(super) struct Input {
    /// As the user named it, with slashes.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Reads the files, and of folders all below them, by name.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for path in paths {
        add(path, &mut inputs)?;
    }
    if inputs.is_empty() {
        bail!("there is no file in the folder");
    }
    Ok(inputs)
}

fn add(path: &Path, inputs: &mut Vec<Input>) -> Result<()> {
    let about = || format!("{} cannot be read", path.display());
    let metadata = std::fs::metadata(path).with_context(about)?;
    if metadata.is_dir() {
        let entries = std::fs::read_dir(path).with_context(about)?;
        let mut below = Vec::new();
        for entry in entries {
            below.push(entry.with_context(about)?.path());
        }
        below.sort();
        for path in below {
            add(&path, inputs)?;
        }
        return Ok(());
    }
    if metadata.len() > MAX_FILE_BYTES {
        bail!(
            "{} has {} bytes, more than any certificate: {MAX_FILE_BYTES} are taken",
            path.display(),
            metadata.len()
        );
    }
    inputs.push(Input {
        name: path.display().to_string().replace('\\', "/"),
        bytes: std::fs::read(path).with_context(about)?,
    });
    Ok(())
}

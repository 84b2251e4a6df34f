//! The files to check.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// What is read of one file: more than a thousand certificates. What stands behind it is not looked at, and the cut
/// is a finding.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// How the names of files end that are taken from a folder. A file that is named itself is always taken.
const ENDINGS: &[&str] = &[
    "pem", "crt", "cer", "cert", "der", "key", "csr", "p12", "pfx", "p7b", "p7c",
];

/// The files, and what was passed by.
#[derive(Default)]
pub(super) struct Inputs {
    pub(super) files: Vec<Input>,
    /// Files of folders whose names do not end like those of certificates.
    pub(super) passed_by: usize,
}

/// One file.
pub(super) struct Input {
    /// As the user named it, with slashes.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Reads the files, and of folders all certificates and keys below them, by name.
pub(super) fn read(paths: &[PathBuf]) -> Result<Inputs> {
    let mut inputs = Inputs::default();
    for path in paths {
        if path.is_dir() {
            inputs.folder(path)?;
        } else {
            inputs.file(path)?;
        }
    }
    if inputs.files.is_empty() {
        bail!(
            "there is no certificate file in the folder: their names end in .{}",
            ENDINGS.join(", .")
        );
    }
    Ok(inputs)
}

impl Inputs {
    fn folder(&mut self, path: &Path) -> Result<()> {
        let about = || format!("{} cannot be read", path.display());
        let mut below = Vec::new();
        for entry in std::fs::read_dir(path).with_context(about)? {
            below.push(entry.with_context(about)?.path());
        }
        below.sort();
        for path in below {
            // A link to a folder may lead back to this one.
            if path.is_dir() && !path.is_symlink() {
                self.folder(&path)?;
            } else if path.is_file() && has_ending(&path) {
                self.file(&path)?;
            } else {
                self.passed_by += 1;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<()> {
        let about = || format!("{} cannot be read", path.display());
        let file = File::open(path).with_context(about)?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE_BYTES)
            .read_to_end(&mut bytes)
            .with_context(about)?;
        self.files.push(Input {
            name: path.display().to_string().replace('\\', "/"),
            bytes,
        });
        Ok(())
    }
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

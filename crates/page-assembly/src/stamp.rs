//! What a page was put together from, so that the same is not put together twice.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::{list, write};

/// A digest of everything that decides how the page comes out: what it is made of, and this program.
pub(crate) struct Stamp(String);

impl Stamp {
    /// Of these files, and of everything in these folders.
    pub(crate) fn of(sources: &[&Path]) -> Result<Self> {
        let mut digest = Sha256::new();
        let program = std::env::current_exe().context("could not find this program")?;
        add(&program, &mut digest)?;
        for source in sources {
            add(source, &mut digest)?;
        }
        Ok(Self(format!("{:x}", digest.finalize())))
    }

    /// Whether the page in `into` was put together from the same, and is as it was left.
    pub(crate) fn is_on(&self, work: &Path, into: &Path) -> bool {
        let written = std::fs::read_to_string(place(work));
        let expected = self.with(into);
        matches!((written, expected), (Ok(written), Ok(expected)) if written == expected)
    }

    /// Remembers that the page in `into` was put together from this.
    pub(crate) fn put_on(&self, work: &Path, into: &Path) -> Result<()> {
        write(&place(work), &self.with(into)?)
    }

    fn with(&self, into: &Path) -> Result<String> {
        let mut digest = Sha256::new();
        digest.update(into.to_string_lossy().as_bytes());
        add(into, &mut digest)?;
        Ok(format!("{} {:x}\n", self.0, digest.finalize()))
    }
}

fn place(work: &Path) -> PathBuf {
    work.join("stamp")
}

fn add(source: &Path, digest: &mut Sha256) -> Result<()> {
    if source.is_dir() {
        let mut inside = list(source)?;
        inside.sort();
        return inside.iter().try_for_each(|entry| add(entry, digest));
    }
    let bytes =
        std::fs::read(source).with_context(|| format!("could not read {}", source.display()))?;
    digest.update(source.to_string_lossy().as_bytes());
    digest.update(bytes.len().to_le_bytes());
    digest.update(bytes);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_on_either_side_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["source", "work", "into"] {
            std::fs::create_dir(at(name)).unwrap();
        }
        std::fs::write(at("source/a"), "1").unwrap();
        std::fs::write(at("into/index.html"), "page").unwrap();
        let stamp = || Stamp::of(&[&at("source")]).unwrap();
        assert!(!stamp().is_on(&at("work"), &at("into")));
        stamp().put_on(&at("work"), &at("into")).unwrap();
        assert!(stamp().is_on(&at("work"), &at("into")));
        std::fs::write(at("source/a"), "2").unwrap();
        assert!(!stamp().is_on(&at("work"), &at("into")));
        std::fs::write(at("source/a"), "1").unwrap();
        assert!(stamp().is_on(&at("work"), &at("into")));
        std::fs::remove_file(at("into/index.html")).unwrap();
        assert!(!stamp().is_on(&at("work"), &at("into")));
    }
}

//! The practice CA in a folder: two roots and their keys, which nobody else may read.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use practice_dps::listen::{PracticeCa, now};

/// The CA kept in this folder; made and put there when the folder is empty or not there yet.
///
/// # Errors
/// When the folder cannot be used, others may read the keys, or the CA there may not vouch for these names.
pub(super) fn open(folder: &Path, names: &[String]) -> anyhow::Result<PracticeCa> {
    make_folder(folder).with_context(|| format!("making {}", folder.display()))?;
    let is_empty = fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .next()
        .is_none();
    if is_empty {
        let ca = PracticeCa::make_lasting(names, now()).context("making the practice CA")?;
        for (name, text) in ca.files() {
            let path = folder.join(name);
            write(&path, text.as_bytes()).with_context(|| format!("writing {}", path.display()))?;
        }
        return Ok(ca);
    }
    check_private(folder)?;
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    PracticeCa::from_files(read, names, now())
        .with_context(|| format!("using the practice CA in {}", folder.display()))
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// Never over a file that is there.
fn write(path: &Path, contents: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(contents)
}

/// Refuses keys that others may read: they could pose as the service to every device that trusts the root.
#[cfg(unix)]
fn check_private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let mode = match fs::metadata(&path) {
            Ok(metadata) => metadata.permissions().mode(),
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error.into()),
        };
        if mode & 0o077 != 0 {
            bail!(
                "{} may be read by others; `chmod 600 {}` mends it",
                path.display(),
                path.display()
            );
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_private(_folder: &Path) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ca_is_kept_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("ca");
        let names = ["192.0.2.1".to_owned()];
        let first = open(&folder, &names).unwrap();
        let again = open(&folder, &names).unwrap();
        assert_eq!(first.root_pem(), again.root_pem());
        let other = open(&folder, &["192.0.2.2".to_owned()]).unwrap_err();
        assert!(format!("{other:#}").contains("not permitted"), "{other:#}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&folder), 0o700);
            let files: Vec<_> = fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            assert_eq!(files.len(), 4);
            assert!(files.iter().all(|file| mode(file) == 0o600));
            fs::set_permissions(&files[0], fs::Permissions::from_mode(0o644)).unwrap();
            let refused = open(&folder, &names).unwrap_err();
            assert!(refused.to_string().contains("chmod 600"), "{refused}");
        }
    }
}

//! The password of the files to check.

use std::path::Path;

use anyhow::{Context as _, Result};
use zeroize::Zeroizing;

/// The first line of the file, as `openssl -passin file:` takes it. An empty file is an empty password.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>> {
    let about = || format!("{} cannot be read", path.display());
    let bytes = Zeroizing::new(std::fs::read(path).with_context(about)?);
    let text = std::str::from_utf8(&bytes);
    // The error would say where the password is no UTF-8, and nothing else does either.
    let text = text.ok().with_context(|| {
        format!(
            "{} is no UTF-8: write the password alone on its first line",
            path.display()
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Zeroizing::new(
        text.lines().next().unwrap_or_default().to_owned(),
    ))
}

//! What the page weighs, beside its budgets (design.md, Budgets).

use std::path::Path;

use anyhow::{Context as _, Result};

use super::dist;
use crate::report;

/// Bound on what has to be there before the lesson can be used, compressed with brotli.
const FIRST_LOAD_BOUND: usize = 250 * 1024;
/// Bound on everything the page can ever fetch, compressed with brotli.
const EVERYTHING_BOUND: usize = 500 * 1024;

struct File {
    name: String,
    raw: usize,
    packed: usize,
    /// The index names it, so that it comes before anything can be done.
    is_first: bool,
}

/// Prints what the page weighs beside its bounds.
pub(crate) fn print_sizes() -> Result<()> {
    let index = std::fs::read_to_string(dist().join("index.html"))
        .context("no dist/; run `cargo xtask build`")?;
    let mut files = Vec::new();
    list(&dist(), &index, &mut files)?;
    files.sort_by_key(|file| (!file.is_first, std::cmp::Reverse(file.packed)));
    report::plain(&format!("{:>9}  {:>9}  file", "raw", "brotli"));
    for file in &files {
        let when = if file.is_first { "" } else { " (when needed)" };
        report::plain(&format!(
            "{:>9}  {:>9}  {}{when}",
            file.raw, file.packed, file.name
        ));
    }
    let first = files.iter().filter(|file| file.is_first);
    verdict(
        "first load",
        first.map(|file| file.packed).sum(),
        FIRST_LOAD_BOUND,
    );
    let everything = files.iter().map(|file| file.packed).sum();
    verdict("everything", everything, EVERYTHING_BOUND);
    Ok(())
}

fn verdict(what: &str, bytes: usize, bound: usize) {
    let word = if bytes <= bound { "within" } else { "OVER" };
    report::plain(&format!(
        "{what}: {bytes} bytes brotli, {word} its bound of {bound}"
    ));
}

fn list(folder: &Path, index: &str, files: &mut Vec<File>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, index, files)?;
            continue;
        }
        let bytes = std::fs::read(&path)?;
        let name = path.strip_prefix(dist())?.to_string_lossy().into_owned();
        files.push(File {
            raw: bytes.len(),
            packed: brotli_len(&bytes)?,
            is_first: name == "index.html" || index.contains(&name),
            name,
        });
    }
    Ok(())
}

fn brotli_len(bytes: &[u8]) -> Result<usize> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).context("brotli failed")?;
    Ok(packed.len())
}

//! The page's files, and what the server must know about each. Used by `build.rs`, which embeds them, by its test, and by
//! the server where it is told to take the page from a folder.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Types by file name ending, and whether compressing them is worth it.
const TYPES: &[(&str, &str, bool)] = &[
    ("html", "text/html; charset=utf-8", true),
    ("css", "text/css; charset=utf-8", true),
    ("js", "text/javascript; charset=utf-8", true),
    ("mjs", "text/javascript; charset=utf-8", true),
    ("wasm", "application/wasm", true),
    ("json", "application/json", true),
    ("webmanifest", "application/manifest+json", true),
    ("svg", "image/svg+xml", true),
    ("txt", "text/plain; charset=utf-8", true),
    ("md", "text/markdown; charset=utf-8", true),
    ("ico", "image/x-icon", true),
    ("png", "image/png", false),
    ("webp", "image/webp", false),
    ("woff2", "font/woff2", false),
];

/// The page, ready to be served.
pub(crate) struct Page {
    /// Every file, in the order of their paths.
    pub(crate) files: Vec<File>,
    /// CSP sources for the scripts that stand in the index itself.
    pub(crate) script_hashes: Vec<String>,
}

/// A file of the page.
pub(crate) struct File {
    /// Where it is served: `/` for the index, else `/` and the path below `dist/`.
    pub(crate) path: String,
    /// Its media type.
    pub(crate) content_type: &'static str,
    /// Names its content.
    pub(crate) etag: String,
    /// Its name changes with its content.
    pub(crate) is_hashed: bool,
    /// `stored` is compressed.
    pub(crate) is_brotli: bool,
    /// Its length before compression.
    pub(crate) length: usize,
    /// What is served, or embedded.
    pub(crate) stored: Vec<u8>,
}

/// Makes a file smaller.
pub(crate) type Compress = fn(&[u8]) -> Result<Vec<u8>, Box<dyn Error>>;

/// Reads everything in `dist`, and compresses what that is worth it for.
pub(crate) fn read(dist: &Path, compress: Option<Compress>) -> Result<Page, Box<dyn Error>> {
    let mut paths = Vec::new();
    list(dist, &mut paths)?;
    paths.sort();
    let files = paths
        .iter()
        .map(|path| read_file(dist, path, compress))
        .collect::<Result<_, _>>()?;
    let index = fs::read_to_string(dist.join("index.html"))?;
    Ok(Page {
        files,
        script_hashes: inline_script_hashes(&index),
    })
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn read_file(dist: &Path, file: &Path, compress: Option<Compress>) -> Result<File, Box<dyn Error>> {
    let content = fs::read(file)?;
    let path = url_path(dist, file)?;
    let (content_type, is_compressible) = type_of(&path);
    let etag = etag(&content);
    let is_hashed = has_hash_in_name(&path);
    let length = content.len();
    let compressed = match compress {
        Some(compress) if is_compressible => Some(compress(&content)?),
        _ => None,
    };
    let (stored, is_brotli) = match compressed {
        Some(compressed) if compressed.len() < length => (compressed, true),
        _ => (content, false),
    };
    Ok(File {
        path: if path == "/index.html" {
            "/".into()
        } else {
            path
        },
        content_type,
        etag,
        is_hashed,
        is_brotli,
        length,
        stored,
    })
}

/// `/` and the path below `dist/`.
fn url_path(dist: &Path, file: &Path) -> Result<String, Box<dyn Error>> {
    let mut path = String::new();
    for part in file.strip_prefix(dist)? {
        let part = part
            .to_str()
            .ok_or_else(|| format!("a file name that is not text: {}", file.display()))?;
        path.push('/');
        path.push_str(part);
    }
    Ok(path)
}

fn type_of(file_name: &str) -> (&'static str, bool) {
    let ending = file_name.rsplit('.').next().unwrap_or_default();
    TYPES.iter().find(|(known, ..)| *known == ending).map_or(
        ("application/octet-stream", false),
        |(_, kind, compress)| (*kind, *compress),
    )
}

/// Whether the name carries a hash of the content: `-` and 16 hex digits, so that it may be kept for ever.
fn has_hash_in_name(path: &str) -> bool {
    path.split(['-', '.', '_', '/'])
        .any(|part| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn etag(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let mut tag = String::from("\"");
    for byte in &digest[..12] {
        tag.push_str(&format!("{byte:02x}"));
    }
    tag.push('"');
    tag
}

/// CSP sources for the scripts that stand in the page itself (the one that starts it):
/// [CSP level 3, section 2.3.1](https://www.w3.org/TR/CSP3/#framework-directive-source-list).
fn inline_script_hashes(html: &str) -> Vec<String> {
    let mut hashes = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<script") {
        rest = &rest[start + "<script".len()..];
        let Some((attributes, after)) = rest.split_once('>') else {
            break;
        };
        let Some((script, after)) = after.split_once("</script>") else {
            break;
        };
        let is_inline = !attributes
            .split_ascii_whitespace()
            .any(|attribute| attribute.starts_with("src="));
        if is_inline {
            let digest = STANDARD.encode(Sha256::digest(script.as_bytes()));
            hashes.push(format!("'sha256-{digest}'"));
        }
        rest = after;
    }
    hashes
}

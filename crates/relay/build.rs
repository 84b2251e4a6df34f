//! Embeds the page: every file of `dist/`, compressed, with its type; and the CSP hashes of its inline scripts.
//!
//! `dist/` is at the root of the repository, or where `DPS_PLAYGROUND_DIST` says. Without it the server tells how to
//! build the page; with the feature `embed-page`, which the shipped binary has, that is an error.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
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

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=DPS_PLAYGROUND_DIST");
    println!("cargo::rerun-if-changed=build.rs");
    let manifest_dir = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out_dir = PathBuf::from(env::var("OUT_DIR")?);
    let dist = match env::var_os("DPS_PLAYGROUND_DIST") {
        Some(given) => PathBuf::from(given),
        None => manifest_dir.join("../../dist"),
    };
    println!("cargo::rerun-if-changed={}", dist.display());
    if !dist.join("index.html").is_file() {
        if env::var_os("CARGO_FEATURE_EMBED_PAGE").is_some() {
            return Err(format!(
                "there is no page in {}: run `cargo xtask build`, which builds it first",
                dist.display()
            )
            .into());
        }
        fs::write(
            out_dir.join("page_files.rs"),
            "static FILES: &[PageFile] = &[];\nstatic SCRIPT_HASHES: &[&str] = &[];\n",
        )?;
        return Ok(());
    }

    let mut files = Vec::new();
    list(&dist, &mut files)?;
    files.sort();
    let mut code = String::from("static FILES: &[PageFile] = &[\n");
    for (number, file) in files.iter().enumerate() {
        let content = fs::read(file)?;
        let path = url_path(&dist, file)?;
        let (content_type, is_compressible) = type_of(&path);
        let brotli = is_compressible.then(|| compress(&content)).transpose()?;
        let is_smaller = |compressed: &&Vec<u8>| compressed.len() < content.len();
        let (stored, is_brotli) = match brotli.as_ref().filter(is_smaller) {
            Some(compressed) => (compressed, true),
            None => (&content, false),
        };
        let stored_path = out_dir.join(format!("page_file_{number}"));
        fs::write(&stored_path, stored)?;
        writeln!(
            code,
            "    PageFile {{ path: {path:?}, content_type: {content_type:?}, etag: {etag:?}, is_hashed: {is_hashed}, is_brotli: {is_brotli}, length: {length}, stored: include_bytes!({stored_path:?}) }},",
            etag = etag(&content),
            is_hashed = has_hash_in_name(&path),
            length = content.len(),
        )?;
    }
    code.push_str("];\n");
    let index = fs::read_to_string(dist.join("index.html"))?;
    writeln!(
        code,
        "static SCRIPT_HASHES: &[&str] = &{:?};",
        inline_script_hashes(&index)
    )?;
    fs::write(out_dir.join("page_files.rs"), code)?;
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}

/// `/` and the path below `dist/`; the index is at `/`.
fn url_path(dist: &Path, file: &Path) -> Result<String, Box<dyn Error>> {
    let mut path = String::new();
    for part in file.strip_prefix(dist)? {
        let part = part
            .to_str()
            .ok_or_else(|| format!("a file name that is not text: {}", file.display()))?;
        path.push('/');
        path.push_str(part);
    }
    Ok(if path == "/index.html" {
        "/".into()
    } else {
        path
    })
}

fn type_of(path: &str) -> (&'static str, bool) {
    let ending = path.rsplit('.').next().unwrap_or_default();
    TYPES.iter().find(|(known, ..)| *known == ending).map_or(
        ("application/octet-stream", false),
        |(_, kind, compress)| (*kind, *compress),
    )
}

/// Whether the name carries Trunk's hash of the content: `-` and 16 hex digits, so that it may be kept for ever.
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

fn compress(content: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

/// CSP sources for the scripts that stand in the page itself (Trunk's loader is one):
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

//! Embeds the page: every file of `dist/`, compressed, with its type; and the CSP hashes of its inline scripts.
//!
//! `dist/` is at the root of the repository, or where `DPS_PLAYGROUND_DIST` says. Without it the server tells how to
//! build the page; with the feature `embed-page`, which the shipped binary has, that is an error.

#[path = "build/compress.rs"]
mod compress;
#[path = "build/page_files.rs"]
mod page_files;

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=DPS_PLAYGROUND_DIST");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let manifest_dir = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out_dir = PathBuf::from(env::var("OUT_DIR")?);
    let dist = match env::var_os("DPS_PLAYGROUND_DIST") {
        Some(given) => PathBuf::from(given),
        None => manifest_dir.join("../../dist"),
    };
    let page = if dist.join("index.html").is_file() {
        // Cargo looks into a folder's files too. A folder that is not there would make it build anew each time.
        println!("cargo::rerun-if-changed={}", dist.display());
        page_files::read(&dist, Some(compress::compress))?
    } else if env::var_os("CARGO_FEATURE_EMBED_PAGE").is_some() {
        return Err(format!(
            "there is no page in {}: run `cargo xtask build`, which builds it first",
            dist.display()
        )
        .into());
    } else {
        page_files::Page {
            files: Vec::new(),
            script_hashes: Vec::new(),
        }
    };

    let mut code = String::from("static FILES: &[EmbeddedFile] = &[\n");
    for (number, file) in page.files.iter().enumerate() {
        let stored_path = out_dir.join(format!("page_file_{number}"));
        fs::write(&stored_path, &file.stored)?;
        writeln!(
            code,
            "    EmbeddedFile {{ path: {:?}, content_type: {:?}, etag: {:?}, is_hashed: {}, is_brotli: {}, length: {}, stored: include_bytes!({stored_path:?}) }},",
            file.path, file.content_type, file.etag, file.is_hashed, file.is_brotli, file.length,
        )?;
    }
    code.push_str("];\n");
    writeln!(
        code,
        "static SCRIPT_HASHES: &[&str] = &{:?};",
        page.script_hashes
    )?;
    fs::write(out_dir.join("page_files.rs"), code)?;
    Ok(())
}

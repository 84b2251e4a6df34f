//! What `build.rs` makes of a built page.

#[path = "../../build/compress.rs"]
mod compress;
#[path = "../../build/page_files.rs"]
mod page_files;

use std::fs;
use std::io::Read as _;

use page_files::{File, Page};

const SCRIPT: &str = "import init from './page-0123456789abcdef.js'; init();";

fn page() -> Page {
    let dist = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| fs::write(dist.path().join(name), content).unwrap();
    fs::create_dir(dist.path().join("texts")).unwrap();
    let index = format!(
        "<!doctype html><script type=\"module\">{SCRIPT}</script><script src=\"other.js\"></script>"
    );
    write("index.html", index.as_bytes());
    write(
        "page-0123456789abcdef.js",
        "let a = 1;\n".repeat(500).as_bytes(),
    );
    write("page-0123456789abcdef_bg.wasm", &[0; 1000]);
    write("style-fedcba9876543210.css", b"a{}");
    write("icon.png", &[0; 1000]);
    write("texts/lints.json", b"{}");
    write("LICENSE", b"free");
    page_files::read(dist.path(), Some(compress::compress)).unwrap()
}

fn find<'a>(page: &'a Page, path: &str) -> &'a File {
    page.files.iter().find(|file| file.path == path).unwrap()
}

#[test]
fn each_file_has_its_path_type_and_caching() {
    let page = page();
    let seen: Vec<_> = page
        .files
        .iter()
        .map(|file| (file.path.as_str(), file.content_type, file.is_hashed))
        .collect();
    assert_eq!(
        seen,
        [
            ("/LICENSE", "application/octet-stream", false),
            ("/icon.png", "image/png", false),
            ("/", "text/html; charset=utf-8", false),
            (
                "/page-0123456789abcdef.js",
                "text/javascript; charset=utf-8",
                true
            ),
            ("/page-0123456789abcdef_bg.wasm", "application/wasm", true),
            (
                "/style-fedcba9876543210.css",
                "text/css; charset=utf-8",
                true
            ),
            ("/texts/lints.json", "application/json", false),
        ]
    );
}

#[test]
fn the_etag_names_the_content() {
    let page = page();
    let etag = |path| find(&page, path).etag.as_str();
    // The same thousand zeros.
    assert_eq!(etag("/icon.png"), etag("/page-0123456789abcdef_bg.wasm"));
    assert_ne!(etag("/icon.png"), etag("/"));
    assert!(etag("/").starts_with('"') && etag("/").ends_with('"'));
}

#[test]
fn what_shrinks_is_compressed_and_comes_back_whole() {
    let page = page();
    let script = find(&page, "/page-0123456789abcdef.js");
    assert!(script.is_brotli);
    assert!(script.stored.len() < 100);
    let mut content = String::new();
    brotli_decompressor::Decompressor::new(script.stored.as_slice(), 4096)
        .read_to_string(&mut content)
        .unwrap();
    assert_eq!(content, "let a = 1;\n".repeat(500));
    assert_eq!(script.length, content.len());

    for path in ["/icon.png", "/LICENSE", "/texts/lints.json"] {
        assert!(!find(&page, path).is_brotli, "{path}");
    }
}

#[test]
fn the_csp_allows_exactly_the_inline_script() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("script"), SCRIPT).unwrap();
    crate::openssl::run(
        folder.path(),
        &["dgst", "-sha256", "-binary", "-out", "digest", "script"],
    );
    crate::openssl::run(
        folder.path(),
        &["base64", "-A", "-in", "digest", "-out", "text"],
    );
    let digest = fs::read_to_string(folder.path().join("text")).unwrap();
    assert_eq!(page().script_hashes, [format!("'sha256-{digest}'")]);
}

//! The page: embedded by `build.rs`, compressed once and served as it is stored; or taken from a folder when the server
//! starts.

#[path = "../../build/page_files.rs"]
mod page_files;

use std::borrow::Cow;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, Request, Response, StatusCode};

/// A file of the page, as `build.rs` writes it down.
struct EmbeddedFile {
    path: &'static str,
    content_type: &'static str,
    etag: &'static str,
    is_hashed: bool,
    is_brotli: bool,
    length: usize,
    stored: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

/// What stands in for the page in a build without it.
static WITHOUT_PAGE: EmbeddedFile = EmbeddedFile {
    path: "/",
    content_type: "text/html; charset=utf-8",
    etag: "\"without-page\"",
    is_hashed: false,
    is_brotli: false,
    length: include_bytes!("page/without_page.html").len(),
    stored: include_bytes!("page/without_page.html"),
};

/// A file of the page.
#[derive(Debug)]
struct PageFile {
    path: Cow<'static, str>,
    content_type: &'static str,
    etag: Cow<'static, str>,
    is_hashed: bool,
    is_brotli: bool,
    length: usize,
    stored: Bytes,
}

impl From<&EmbeddedFile> for PageFile {
    fn from(file: &EmbeddedFile) -> Self {
        Self {
            path: file.path.into(),
            content_type: file.content_type,
            etag: file.etag.into(),
            is_hashed: file.is_hashed,
            is_brotli: file.is_brotli,
            length: file.length,
            stored: Bytes::from_static(file.stored),
        }
    }
}

impl From<page_files::File> for PageFile {
    fn from(file: page_files::File) -> Self {
        Self {
            path: file.path.into(),
            content_type: file.content_type,
            etag: file.etag.into(),
            is_hashed: file.is_hashed,
            is_brotli: file.is_brotli,
            length: file.length,
            stored: file.stored.into(),
        }
    }
}

/// The page that a server serves.
#[derive(Debug)]
pub struct Page {
    files: Vec<PageFile>,
    script_hashes: Vec<Cow<'static, str>>,
    is_there: bool,
}

impl Page {
    /// The one inside this binary; in a build without it, a word on how to get one.
    pub fn embedded() -> Self {
        let is_there = !FILES.is_empty();
        let stand_in = (!is_there).then_some(&WITHOUT_PAGE);
        Self {
            files: FILES.iter().chain(stand_in).map(PageFile::from).collect(),
            script_hashes: SCRIPT_HASHES.iter().copied().map(Cow::from).collect(),
            is_there,
        }
    }

    /// The one in `folder`, read now: what changes there later is not seen.
    ///
    /// # Errors
    /// When the folder, its `index.html` or another file in it cannot be read.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let page = page_files::read(folder, None).map_err(|error| {
            let folder = folder.display();
            io::Error::other(format!(
                "there is no page in {folder} (cargo xtask run puts one into dist/): {error}"
            ))
        })?;
        Ok(Self {
            files: page.files.into_iter().map(PageFile::from).collect(),
            script_hashes: page.script_hashes.into_iter().map(Cow::from).collect(),
            is_there: true,
        })
    }

    /// Whether there is a page, and not only a word on how to get one.
    pub(crate) fn is_there(&self) -> bool {
        self.is_there
    }

    /// The sources of the CSP's `script-src` for the page's inline scripts.
    pub(crate) fn script_hashes(&self) -> impl Iterator<Item = &str> {
        self.script_hashes.iter().map(AsRef::as_ref)
    }

    fn find(&self, path: &str) -> Option<&PageFile> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// Answers `GET` and `HEAD` for a file of the page.
pub(crate) async fn serve(State(page): State<Arc<Page>>, request: Request<Body>) -> Response<Body> {
    let path = match request.uri().path() {
        "/index.html" => "/",
        path => path,
    };
    match page.find(path) {
        Some(file) => respond(file, request.headers()),
        None => {
            let mut response = Response::new(Body::from("there is nothing here\n"));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    }
}

fn respond(file: &PageFile, headers: &HeaderMap) -> Response<Body> {
    let cache_control = if file.is_hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let response = Response::builder()
        .header(CACHE_CONTROL, cache_control)
        .header(ETAG, file.etag.as_ref())
        .header(VARY, "accept-encoding");
    let is_known = headers
        .get(IF_NONE_MATCH)
        .is_some_and(|tag| tag.as_bytes() == file.etag.as_bytes());
    let response = if is_known {
        response
            .status(StatusCode::NOT_MODIFIED)
            .body(Body::empty())
    } else if file.is_brotli && takes_brotli(headers) {
        response
            .header(CONTENT_TYPE, file.content_type)
            .header(CONTENT_ENCODING, "br")
            .body(Body::from(file.stored.clone()))
    } else {
        response
            .header(CONTENT_TYPE, file.content_type)
            .body(plain(file))
    };
    response.expect("headers made of constants and digests")
}

fn plain(file: &PageFile) -> Body {
    if !file.is_brotli {
        return Body::from(file.stored.clone());
    }
    let mut content = Vec::with_capacity(file.length);
    brotli_decompressor::Decompressor::new(file.stored.as_ref(), 4096)
        .read_to_end(&mut content)
        .expect("build.rs has compressed it");
    Body::from(content)
}

/// Whether the client lists `br` and does not weigh it down to nothing
/// ([RFC 9110 section 12.5.3](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3)).
fn takes_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let is_brotli = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case("br"));
            let is_refused = parts.any(|part| {
                part.strip_prefix("q=")
                    .and_then(|weight| weight.parse::<f32>().ok())
                    .is_some_and(|weight| weight == 0.0)
            });
            is_brotli && !is_refused
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(accept_encoding: &str, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, accept_encoding.parse().unwrap());
        assert_eq!(takes_brotli(&headers), expected, "{accept_encoding:?}");
    }

    #[test]
    fn brotli_goes_to_those_who_list_it() {
        check("gzip, deflate, br, zstd", true);
        check("br", true);
        check("gzip, BR;q=0.5", true);
        check("br;q=0", false);
        check("br; q=0.000", false);
        check("gzip", false);
        check("", false);
        check("brx", false);
        assert!(!takes_brotli(&HeaderMap::new()));
    }
}

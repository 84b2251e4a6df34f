//! The page, embedded by `build.rs`: compressed once, served as it is stored.

use std::io::Read as _;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, Request, Response, StatusCode};

/// A file of the page.
struct PageFile {
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
static WITHOUT_PAGE: PageFile = PageFile {
    path: "/",
    content_type: "text/html; charset=utf-8",
    etag: "\"without-page\"",
    is_hashed: false,
    is_brotli: false,
    length: include_bytes!("page/without_page.html").len(),
    stored: include_bytes!("page/without_page.html"),
};

/// Whether the page was there when this binary was built.
pub(crate) fn is_embedded() -> bool {
    !FILES.is_empty()
}

/// The sources of the CSP's `script-src` for the page's inline scripts.
pub(crate) fn script_hashes() -> &'static [&'static str] {
    SCRIPT_HASHES
}

/// Answers `GET` and `HEAD` for a file of the page.
pub(crate) async fn serve(request: Request<Body>) -> Response<Body> {
    let path = match request.uri().path() {
        "/index.html" => "/",
        path => path,
    };
    match find(path) {
        Some(file) => respond(file, request.headers()),
        None => {
            let mut response = Response::new(Body::from("there is nothing here\n"));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    }
}

fn find(path: &str) -> Option<&'static PageFile> {
    if FILES.is_empty() && path == "/" {
        return Some(&WITHOUT_PAGE);
    }
    FILES.iter().find(|file| file.path == path)
}

fn respond(file: &'static PageFile, headers: &HeaderMap) -> Response<Body> {
    let cache_control = if file.is_hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let response = Response::builder()
        .header(CACHE_CONTROL, cache_control)
        .header(ETAG, file.etag)
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
            .body(Body::from(file.stored))
    } else {
        response
            .header(CONTENT_TYPE, file.content_type)
            .body(plain(file))
    };
    response.expect("headers made of constants")
}

fn plain(file: &'static PageFile) -> Body {
    if !file.is_brotli {
        return Body::from(file.stored);
    }
    let mut content = Vec::with_capacity(file.length);
    brotli_decompressor::Decompressor::new(file.stored, 4096)
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

//! The headers every answer carries, refusals included.

use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};

/// What the page may load and who may show it.
///
/// D7: no CORS headers, on no answer: another page may not read anything here, and its preflight fails (Vite's permissive
/// default let every page read).
///
/// D13: what gets into the page all the same can load no script and send nothing elsewhere; no page may frame it
/// (clickjacking), keep a hold of its window (opener), include its answers (XSSI), or learn its address as a referrer.
#[derive(Clone, Debug)]
pub(crate) struct AnswerHeaders {
    content_security_policy: HeaderValue,
}

impl AnswerHeaders {
    /// With these CSP sources for the page's inline scripts.
    pub(crate) fn new<'a>(script_hashes: impl IntoIterator<Item = &'a str>) -> Self {
        let mut script_src = String::from("'self' 'wasm-unsafe-eval'");
        for hash in script_hashes {
            script_src.push(' ');
            script_src.push_str(hash);
        }
        let policy = format!(
            "default-src 'none'; script-src {script_src}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
             form-action 'none'"
        );
        Self {
            content_security_policy: HeaderValue::try_from(policy)
                .expect("base64 and constants are legal in a header"),
        }
    }

    /// Adds them; only the caching that a route has chosen is kept.
    pub(crate) fn add_to(&self, headers: &mut HeaderMap) {
        headers.insert(
            CONTENT_SECURITY_POLICY,
            self.content_security_policy.clone(),
        );
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        );
        headers.insert(
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        );
        headers
            .entry(CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
}

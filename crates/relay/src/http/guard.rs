//! Who may talk to this server: the Host, Origin and Sec-Fetch-Site of every request, checked before anything else.
//!
//! A present but unreadable header is a refused one (as absent it would let wolfMQTT's attacker in), and nothing here can
//! panic: the check is what strangers reach first.
//!
//! D16: no header makes the check panic; `fuzz/bodies/requests.rs` looks for one that does (CVE-2026-14631 ended a server).

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, Method, Request, Uri, Version};

use crate::http::refusal::Refusal;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The names this server answers to, with its port.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    hosts: Vec<String>,
}

/// What kind of request it is, as far as the guard treats them differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kind {
    is_upgrade: bool,
    changes_state: bool,
    is_page: bool,
}

impl Guard {
    /// A guard for a server that listens on `address`, which is a loopback address.
    pub(crate) fn new(address: SocketAddr) -> Self {
        let port = address.port();
        let mut hosts = vec![address.to_string()];
        if address.ip() == Ipv4Addr::LOCALHOST || address.ip() == Ipv6Addr::LOCALHOST {
            hosts.push(format!("localhost:{port}"));
        }
        if port == 80 {
            // Browsers leave the default port out.
            let without: Vec<_> = hosts
                .iter()
                .filter_map(|host| host.strip_suffix(":80").map(String::from))
                .collect();
            hosts.extend(without);
        }
        Self { hosts }
    }

    /// Checks a request. `has_bearer` says that it carries the right bearer token, which no browser sends by itself.
    ///
    /// # Errors
    /// Why it is refused.
    pub(crate) fn check<B>(&self, request: &Request<B>, has_bearer: bool) -> Result<(), Refusal> {
        let headers = request.headers();
        let host = self.host(headers)?;
        check_target(request.uri(), request.version(), host)?;
        let path = request.uri().path();
        let kind = Kind {
            is_upgrade: headers.contains_key(axum::http::header::UPGRADE),
            changes_state: !matches!(*request.method(), Method::GET | Method::HEAD),
            is_page: path == "/" || path == "/index.html",
        };
        check_origin(headers, host, kind, has_bearer)?;
        check_site(headers, kind)
    }

    /// D3: a name that was made to lead here (DNS rebinding) is not ours, on no route, the page's files included.
    fn host<'a>(&self, headers: &'a HeaderMap) -> Result<&'a str, Refusal> {
        let host = only(headers, &HOST)
            .ok_or(Refusal::Host)?
            .ok_or(Refusal::Host)?;
        match self.hosts.iter().any(|own| own == host) {
            true => Ok(host),
            false => Err(Refusal::Host),
        }
    }
}

/// D3: a request target in absolute form must name the same authority as Host, so that no second opinion can be had.
fn check_target(uri: &Uri, version: Version, host: &str) -> Result<(), Refusal> {
    let is_legal = version <= Version::HTTP_11
        && match (uri.scheme_str(), uri.authority()) {
            (None, None) => uri.path().starts_with('/'),
            (Some("http"), Some(authority)) => authority.as_str() == host,
            _ => false,
        };
    if is_legal {
        Ok(())
    } else {
        Err(Refusal::Target)
    }
}

/// D4: another page's script is told apart from ours by its Origin alone: exactly ours, and there, on all that changes
/// something and on every upgrade (cross-site WebSocket hijacking, CSRF). `null` is nobody's.
fn check_origin(
    headers: &HeaderMap,
    host: &str,
    kind: Kind,
    has_bearer: bool,
) -> Result<(), Refusal> {
    match only(headers, &ORIGIN).ok_or(Refusal::Origin)? {
        // A link from elsewhere carries no Origin; a foreign one is refused even on reading.
        Some(origin) => match origin.strip_prefix("http://") {
            Some(origin_host) if origin_host == host => Ok(()),
            _ => Err(Refusal::Origin),
        },
        None if (kind.is_upgrade || kind.changes_state) && !has_bearer => {
            Err(Refusal::OriginMissing)
        }
        None => Ok(()),
    }
}

/// D8: `Sec-Fetch-Site`, when the browser sends it, must say that this page asks, or the user.
///
/// Share links arrive as a top-level navigation to the page, also from other sites: that serves static HTML only.
/// Chromium sends no `Sec-Fetch-Site` with WebSocket upgrades; those have their Origin.
fn check_site(headers: &HeaderMap, kind: Kind) -> Result<(), Refusal> {
    let site = only(headers, &SEC_FETCH_SITE).ok_or(Refusal::Site)?;
    let is_navigation = || {
        only(headers, &SEC_FETCH_MODE) == Some(Some("navigate"))
            && only(headers, &SEC_FETCH_DEST) == Some(Some("document"))
    };
    match site {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) if kind.is_page && !kind.changes_state && is_navigation() => Ok(()),
        Some(_) => Err(Refusal::Site),
    }
}

/// The header's one value: `Some(None)` when absent, `None` when repeated or not plain ASCII.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<Option<&'a str>> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Some(None);
    };
    if values.next().is_some() {
        return None;
    }
    value.to_str().ok().map(Some)
}

#[cfg(test)]
mod tests;

//! The attacks of SECURITY.md that need no server, by their numbers.

use axum::http::HeaderValue;

use super::*;

const OWN: &str = "http://127.0.0.1:8080";

struct Asked(Request<()>);

impl Asked {
    fn new(method: &str, target: &str) -> Self {
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header("host", "127.0.0.1:8080")
            .body(())
            .unwrap();
        Self(request)
    }

    fn upgrade() -> Self {
        Self::new("GET", "/api/tunnel").with("upgrade", "websocket")
    }

    fn with(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        let value = HeaderValue::from_bytes(value.as_ref()).unwrap();
        self.0.headers_mut().append(name, value);
        self
    }

    fn host(mut self, value: impl AsRef<[u8]>) -> Self {
        self.0.headers_mut().remove("host");
        self.with("host", value)
    }

    fn site(self, site: &str, mode: &str, dest: &str) -> Self {
        self.with("sec-fetch-site", site)
            .with("sec-fetch-mode", mode)
            .with("sec-fetch-dest", dest)
    }

    #[track_caller]
    fn check(self, expected: Result<(), Refusal>) {
        let guard = Guard::new("127.0.0.1:8080".parse().unwrap());
        assert_eq!(guard.check(&self.0, false), expected, "{:?}", self.0);
    }
}

#[test]
fn the_own_page_is_let_through() {
    Asked::new("GET", "/").check(Ok(()));
    Asked::new("GET", "/").host("localhost:8080").check(Ok(()));
    Asked::upgrade().with("origin", OWN).check(Ok(()));
    Asked::upgrade()
        .host("localhost:8080")
        .with("origin", "http://localhost:8080")
        .check(Ok(()));
    Asked::new("POST", "/api/session")
        .with("origin", OWN)
        .site("same-origin", "cors", "empty")
        .check(Ok(()));
}

// A1, A2, A3, A4, A5, A6: the rule alone.
#[test]
fn foreign_origins() {
    for origin in [
        "https://evil.example",
        "http://localhost:8081",
        "http://localhost:8080",
        "http://127.0.0.1:8080.evil.example",
        "http://localhost.evil.example:8080",
        "https://127.0.0.1:8080",
        "http://127.0.0.1",
        "http://127.0.0.1:8080/",
        "HTTP://127.0.0.1:8080",
        "http://user@127.0.0.1:8080",
        "null",
        "",
    ] {
        Asked::upgrade()
            .with("origin", origin)
            .check(Err(Refusal::Origin));
        Asked::new("GET", "/api/info")
            .with("origin", origin)
            .check(Err(Refusal::Origin));
    }
}

// A7: on everything that changes something.
#[test]
fn origin_absent() {
    Asked::upgrade().check(Err(Refusal::OriginMissing));
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        Asked::new(method, "/api/session").check(Err(Refusal::OriginMissing));
    }
}

// A8, A9, A10, A31: the rule alone.
#[test]
fn unreadable_origins_do_not_count_as_absent() {
    Asked::upgrade()
        .with("origin", OWN)
        .with("origin", OWN)
        .check(Err(Refusal::Origin));
    Asked::upgrade()
        .with("origin", "http://".repeat(9000))
        .check(Err(Refusal::Origin));
    Asked::upgrade()
        .with("origin", b"http://127.0.0.1:8080\xff")
        .check(Err(Refusal::Origin));
    Asked::new("GET", "/")
        .with("origin", "http://127.0.0.1:8080é")
        .check(Err(Refusal::Origin));
}

// A11, A12: the rule alone.
#[test]
fn foreign_hosts() {
    for host in [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1",
        "127.0.0.1:8081",
        "127.0.0.1.:8080",
        "localhost.:8080",
        "LOCALHOST:8080",
        "user@127.0.0.1:8080",
        "127.0.0.1:8080.evil.example",
        "[::1%25lo]:8080",
        "[::1]:8080",
        "[::ffff:127.0.0.1]:8080",
        "2130706433:8080",
        "0x7f.1:8080",
        "0177.0.0.1:8080",
        "127.1:8080",
        "0.0.0.0:8080",
        "127.0.0.1:08080",
        " 127.0.0.1:8080",
        "",
    ] {
        for path in ["/", "/app-0123456789abcdef.js", "/api/info"] {
            Asked::new("GET", path).host(host).check(Err(Refusal::Host));
        }
        Asked::upgrade()
            .host(host)
            .with("origin", format!("http://{host}"))
            .check(Err(Refusal::Host));
    }
    Asked::new("GET", "/")
        .with("host", "127.0.0.1:8080")
        .check(Err(Refusal::Host));
}

// A13: the rule alone.
#[test]
fn absolute_targets_must_agree_with_host() {
    Asked::new("GET", "http://127.0.0.1:8080/").check(Ok(()));
    for target in [
        "http://evil.example/",
        "http://127.0.0.1:8081/",
        "https://127.0.0.1:8080/",
        "http://user@127.0.0.1:8080/",
    ] {
        Asked::new("GET", target).check(Err(Refusal::Target));
    }
}

// A14, A15: the rule alone, for a server that would speak them.
#[test]
fn no_host_and_other_versions() {
    let mut asked = Asked::new("GET", "/");
    asked.0.headers_mut().remove("host");
    *asked.0.version_mut() = Version::HTTP_10;
    asked.check(Err(Refusal::Host));

    let mut asked = Asked::new("GET", "/");
    *asked.0.version_mut() = Version::HTTP_2;
    asked.check(Err(Refusal::Target));
}

// A20, A21, A23, A24: what browsers say of sites.
#[test]
fn other_sites() {
    for site in ["cross-site", "same-site", "", "SAME-ORIGIN"] {
        Asked::new("GET", "/api/info")
            .site(site, "no-cors", "script")
            .check(Err(Refusal::Site));
        Asked::new("GET", "/app-0123456789abcdef.js")
            .site(site, "no-cors", "script")
            .check(Err(Refusal::Site));
        Asked::new("GET", "/")
            .site(site, "navigate", "iframe")
            .check(Err(Refusal::Site));
        Asked::new("GET", "/api/info")
            .site(site, "navigate", "document")
            .check(Err(Refusal::Site));
        Asked::new("POST", "/")
            .with("origin", OWN)
            .site(site, "navigate", "document")
            .check(Err(Refusal::Site));
    }
    Asked::new("GET", "/")
        .with("sec-fetch-site", "same-origin")
        .with("sec-fetch-site", "cross-site")
        .check(Err(Refusal::Site));
}

#[test]
fn links_from_elsewhere_open_the_page() {
    Asked::new("GET", "/")
        .site("cross-site", "navigate", "document")
        .check(Ok(()));
    Asked::new("GET", "/")
        .site("none", "navigate", "document")
        .check(Ok(()));
}

#[test]
fn scripts_with_the_token_need_no_origin_but_a_foreign_one_is_refused() {
    let guard = Guard::new("127.0.0.1:8080".parse().unwrap());
    assert_eq!(guard.check(&Asked::upgrade().0, true), Ok(()));
    assert_eq!(guard.check(&Asked::new("PUT", "/api/x").0, true), Ok(()));
    let foreign = Asked::upgrade().with("origin", "https://evil.example");
    assert_eq!(guard.check(&foreign.0, true), Err(Refusal::Origin));
}

#[test]
fn other_loopback_addresses_answer_to_their_own_name() {
    let check = |listen: &str, host: &str| {
        let guard = Guard::new(listen.parse().unwrap());
        guard.check(&Asked::new("GET", "/").host(host).0, false)
    };
    assert_eq!(check("127.0.0.2:8080", "127.0.0.2:8080"), Ok(()));
    assert_eq!(check("[::1]:8080", "[::1]:8080"), Ok(()));
    assert_eq!(check("127.0.0.1:80", "localhost"), Ok(()));
    assert_eq!(check("127.0.0.1:8080", "localhost"), Err(Refusal::Host));
}

// A30: every byte a header may hold.
#[test]
fn no_header_makes_the_check_panic() {
    // Every byte a header value may hold, alone and around the right value.
    for byte in (0x20..=0xff_u8).filter(|byte| *byte != 0x7f) {
        for value in [
            vec![byte],
            [b"127.0.0.1:8080".as_slice(), &[byte]].concat(),
            [&[byte], b"http://127.0.0.1:8080".as_slice()].concat(),
        ] {
            Asked::new("GET", "/")
                .host(&value)
                .check(Err(Refusal::Host));
            Asked::upgrade()
                .with("origin", &value)
                .check(Err(Refusal::Origin));
        }
    }
}

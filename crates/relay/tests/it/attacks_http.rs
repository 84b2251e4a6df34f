//! The attacks of SECURITY.md over raw sockets against the real binary, each refused for the right reason: by its code. One
//! piece: a test an attack.
//!
//! A comment above a test names its attacks (`// A1, A2: …`); SECURITY.md's table is made from these comments.

use relay_protocol::{
    HISTORY_PATH, INFO_PATH, LINKED_HUBS_PATH, SESSION_PATH, SUBPROTOCOL, TUNNEL_PATH,
};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::test_request::TestRequest;
use crate::test_target::Target;

#[tokio::test]
async fn the_own_page_may_open_a_tunnel() {
    let target = Target::without_practice();
    let answer = target
        .request("GET", TUNNEL_PATH)
        .header("origin", target.origin())
        .header("cookie", target.cookie().await)
        .upgrade(SUBPROTOCOL)
        .send()
        .await;
    assert_eq!(answer.status, 101, "{answer:?}");
    assert_eq!(answer.header("sec-websocket-protocol"), Some(SUBPROTOCOL));
}

// A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A31: with the person's own cookie, as a browser would send it.
#[tokio::test]
async fn tunnels_for_other_origins() {
    let target = Target::without_practice();
    let cookie = target.cookie().await;
    let (own, port) = (target.origin(), target.address().port());
    let one = |origin: String| vec![origin.into_bytes()];
    for (origins, code) in [
        (one("https://evil.example".into()), "origin_not_own"),
        (
            one(format!("http://localhost:{}", port ^ 1)),
            "origin_not_own",
        ),
        // The same computer under its other name is another origin, too.
        (one(format!("http://localhost:{port}")), "origin_not_own"),
        (
            one(format!("http://127.0.0.1:{port}.evil.example")),
            "origin_not_own",
        ),
        (
            one(format!("http://localhost.evil.example:{port}")),
            "origin_not_own",
        ),
        (one(format!("https://127.0.0.1:{port}")), "origin_not_own"),
        (one("null".into()), "origin_not_own"),
        (Vec::new(), "origin_missing"),
        (
            vec![own.clone().into_bytes(), b"https://evil.example".to_vec()],
            "origin_not_own",
        ),
        (
            vec![own.clone().into_bytes(), own.clone().into_bytes()],
            "origin_not_own",
        ),
        // As much as a head may hold: present, readable, and not taken for absent.
        (
            one(format!("http://{}", "a".repeat(9 * 1024))),
            "origin_not_own",
        ),
        (vec![[own.as_bytes(), b"\xff"].concat()], "origin_not_own"),
        (one(format!("{own}é")), "origin_not_own"),
        (one(format!("{own}\t")), "101"),
    ] {
        let mut request = target
            .request("GET", TUNNEL_PATH)
            .header("cookie", &cookie)
            .upgrade(SUBPROTOCOL);
        for value in &origins {
            request = request.header("origin", value);
        }
        let answer = request.send().await;
        if code == "101" {
            // Blanks around a value are not part of it (RFC 9110 section 5.5): the control that the rest is refused for.
            assert_eq!(answer.status, 101, "{answer:?}");
            continue;
        }
        assert_eq!(answer.status, 403, "{origins:?}: {answer:?}");
        assert_eq!(answer.code().as_deref(), Some(code), "{origins:?}");
    }
    // What no header may hold, and what is too large for one, does not get as far as the guard.
    for (value, status) in [
        (b"http://127.0.0.1\0".to_vec(), 400),
        (b"a\rb".to_vec(), 400),
        (vec![b'a'; 64 * 1024], 431),
    ] {
        let answer = target
            .request("GET", TUNNEL_PATH)
            .header("cookie", &cookie)
            .header("origin", &value)
            .upgrade(SUBPROTOCOL)
            .send()
            .await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    // A line end in it begins another header: then there are two, or none.
    let smuggled = target
        .request("GET", TUNNEL_PATH)
        .header("cookie", &cookie)
        .header("origin", format!("https://evil.example\r\norigin: {own}"))
        .upgrade(SUBPROTOCOL)
        .send()
        .await;
    assert_eq!(smuggled.code().as_deref(), Some("origin_not_own"));
    target.assert_unharmed().await;
}

// A11, A12: even with the token, on the page, its files, the API and the tunnel.
#[tokio::test]
async fn other_hosts_on_every_route() {
    let target = Target::without_practice();
    let port = target.address().port();
    for host in [
        "evil.example".to_string(),
        format!("evil.example:{port}"),
        "127.0.0.1".into(),
        format!("127.0.0.1.:{port}"),
        format!("localhost.:{port}"),
        format!("LOCALHOST:{port}"),
        format!("user@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}@evil.example"),
        format!("[::1%25lo]:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f000001:{port}"),
        format!("0177.0.0.1:{port}"),
        format!("127.1:{port}"),
        format!("0.0.0.0:{port}"),
        String::new(),
    ] {
        for path in [
            "/",
            "/index.html",
            "/app-0123456789abcdef.js",
            "/nothing.js",
            "/api",
            INFO_PATH,
            SESSION_PATH,
            TUNNEL_PATH,
        ] {
            let answer = TestRequest::new(target.address(), "GET", path)
                .header("host", &host)
                .header("authorization", format!("Bearer {}", target.token))
                .send()
                .await;
            assert_eq!(answer.status, 403, "{host:?} {path}: {answer:?}");
            assert_eq!(answer.code().as_deref(), Some("host_not_own"));
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
    target.assert_unharmed().await;
}

// A13, A14, A15: no second opinion about whom the request is for, and no request without one.
#[tokio::test]
async fn targets_versions_and_hosts_that_disagree() {
    let target = Target::without_practice();
    let own = target.address().to_string();
    for absolute in [
        "http://evil.example/",
        "http://user@evil.example/",
        "https://127.0.0.1/",
    ] {
        let answer = target.request("GET", absolute).send().await;
        assert_eq!(
            answer.code().as_deref(),
            Some("target_not_own"),
            "{absolute}"
        );
    }
    let line = |line: &str| TestRequest::with_line(target.address(), line);
    let old = line("GET / HTTP/1.0").send().await;
    assert_eq!(old.code().as_deref(), Some("host_not_own"));
    let without = line("GET / HTTP/1.1").send().await;
    assert_eq!(without.code().as_deref(), Some("host_not_own"));
    let twice = target.request("GET", "/").header("host", &own).send().await;
    assert_eq!(twice.code().as_deref(), Some("host_not_own"));
    // HTTP/2 with prior knowledge, whose `:authority` could differ from Host: its preface is no request here.
    let http2 = line("PRI * HTTP/2.0\r\n\r\nSM\r\n").send().await;
    assert!([0, 400, 505].contains(&http2.status), "{http2:?}");
    // And an upgrade to it is not taken.
    let upgraded = target
        .request("GET", "/")
        .header("connection", "upgrade, http2-settings")
        .header("upgrade", "h2c")
        .header("http2-settings", "AAMAAABkAAQAAP__")
        .send()
        .await;
    assert_ne!(upgraded.status, 101);
    target.assert_unharmed().await;
}

// A16, A17, A19: one wrong character costs as much as forty-three (`Secret::matches`; a time is no assertion).
#[tokio::test]
async fn no_token_or_a_wrong_one() {
    let target = Target::without_practice();
    let cookie = target.cookie().await;
    let (name, value) = cookie.split_once('=').unwrap();
    let token = target.token.clone();
    let wrong = "A".repeat(value.len());
    let nearly = |right: &str, at: usize| {
        let mut nearly = right.as_bytes().to_vec();
        nearly[at] = if nearly[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(nearly).unwrap()
    };
    let in_query = format!("{INFO_PATH}?token={token}&access_token={token}&{cookie}");
    for (path, header, text) in [
        (INFO_PATH, "x-none", String::new()),
        (INFO_PATH, "cookie", format!("{name}={wrong}")),
        (INFO_PATH, "cookie", format!("{name}={}", nearly(value, 0))),
        (INFO_PATH, "cookie", format!("{name}={}", nearly(value, 42))),
        (INFO_PATH, "cookie", format!("{name}x={value}")),
        (INFO_PATH, "cookie", format!("{name}={token}")),
        (INFO_PATH, "authorization", format!("Bearer {wrong}")),
        (
            INFO_PATH,
            "authorization",
            format!("Bearer {}", nearly(&token, 0)),
        ),
        (
            INFO_PATH,
            "authorization",
            format!("Bearer {}", nearly(&token, 42)),
        ),
        (INFO_PATH, "authorization", format!("Basic {token}")),
        (INFO_PATH, "authorization", format!("Bearer {value}")),
        (in_query.as_str(), "x-none", String::new()),
    ] {
        let answer = target
            .request("GET", path)
            .header(header, &text)
            .send()
            .await;
        assert_eq!(answer.status, 401, "{path} {header}: {answer:?}");
        assert_eq!(answer.code().as_deref(), Some("not_let_in"));
    }
    let tunnel = target
        .request("GET", TUNNEL_PATH)
        .header("origin", target.origin())
        .upgrade(SUBPROTOCOL)
        .send()
        .await;
    assert_eq!(tunnel.code().as_deref(), Some("not_let_in"));
    target.assert_unharmed().await;
}

// A18: whoever finds the link later finds it used.
#[tokio::test]
async fn a_launch_code_works_once() {
    let target = Target::without_practice();
    assert_eq!(target.exchange(&target.launch).await.status, 204);
    for code in [&target.launch, "", &"A".repeat(43)] {
        let replayed = target.exchange(code).await;
        assert_eq!(replayed.status, 403);
        assert_eq!(replayed.code().as_deref(), Some("launch_code_unknown"));
        assert_eq!(replayed.header("set-cookie"), None);
    }
    target.assert_unharmed().await;
}

// A20, A21: what another page can send without asking first, even if it knew a launch code.
#[tokio::test]
async fn forms_and_simple_requests() {
    let target = Target::without_practice();
    let body = format!(r#"{{"launch":"{}"}}"#, target.launch);
    let post = || target.request("POST", SESSION_PATH);

    let form = post()
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .body("text/plain", body.clone())
        .send()
        .await;
    assert_eq!(form.code().as_deref(), Some("origin_not_own"));
    let old_browser = post().body("text/plain", body.clone()).send().await;
    assert_eq!(old_browser.code().as_deref(), Some("origin_missing"));

    // Even from the right Origin: no type a form can send is taken.
    for content_type in [
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "",
    ] {
        let answer = post()
            .header("origin", target.origin())
            .body(content_type, body.clone())
            .send()
            .await;
        assert_eq!(answer.status, 415, "{content_type:?}");
        assert_eq!(answer.code().as_deref(), Some("content_type_not_json"));
    }

    let no_cors = post()
        .header("origin", target.origin())
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "no-cors")
        .body("application/json", body)
        .send()
        .await;
    assert_eq!(no_cors.code().as_deref(), Some("site_not_own"));

    let preflight = target
        .request("OPTIONS", SESSION_PATH)
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .send()
        .await;
    assert_eq!(preflight.code().as_deref(), Some("origin_not_own"));
    assert_eq!(preflight.header("access-control-allow-origin"), None);
    // None of it has used the code up.
    assert_eq!(target.exchange(&target.launch).await.status, 204);
    target.assert_unharmed().await;
}

// A22: reading changes nothing, whatever is asked for, so that no image or link can do anything.
#[tokio::test]
async fn reading_has_no_side_effects() {
    let target = Target::start(&["--practice-listen=127.0.0.1:0"]);
    for path in [
        format!("{SESSION_PATH}?launch={}", target.launch),
        format!("/?launch={}", target.launch),
        format!("{LINKED_HUBS_PATH}?method=DELETE"),
        "/api/practice/faults/connack_3?_method=PUT".into(),
        "/api/practice/certificates/x/verify".into(),
    ] {
        let answer = target.script("GET", &path).send().await;
        assert_eq!(answer.header("set-cookie"), None, "{path}");
        let with_method = target
            .script("GET", &path)
            .header("x-http-method-override", "DELETE")
            .send()
            .await;
        assert_eq!(with_method.status, answer.status, "{path}");
    }
    let faults = target
        .script("GET", "/api/practice/faults?active")
        .send()
        .await;
    let faults = faults.json();
    assert_eq!(
        faults["faults"].as_array().map_or(0, Vec::len),
        0,
        "{faults}"
    );
    let hubs = target.script("GET", LINKED_HUBS_PATH).send().await;
    assert!(hubs.text().contains("localhost"), "{}", hubs.text());
    let history = target.script("GET", HISTORY_PATH).send().await;
    assert_eq!(history.status, 200);
    assert_eq!(target.exchange(&target.launch).await.status, 204);
    target.assert_unharmed().await;
}

// A23, A24: not in a frame of another page, and none of the answers as its script, its image or its style.
#[tokio::test]
async fn framing_and_inclusion() {
    let target = Target::without_practice();
    let cookie = target.cookie().await;
    for (path, mode, dest) in [
        ("/", "navigate", "iframe"),
        ("/", "navigate", "object"),
        ("/", "navigate", "embed"),
        (INFO_PATH, "no-cors", "script"),
        (INFO_PATH, "no-cors", "image"),
        (INFO_PATH, "no-cors", "style"),
        ("/app-0123456789abcdef.js", "no-cors", "script"),
    ] {
        for site in ["cross-site", "same-site"] {
            let answer = target
                .request("GET", path)
                .header("cookie", &cookie)
                .header("sec-fetch-site", site)
                .header("sec-fetch-mode", mode)
                .header("sec-fetch-dest", dest)
                .send()
                .await;
            assert_eq!(
                answer.code().as_deref(),
                Some("site_not_own"),
                "{path} {dest}"
            );
        }
    }
    // What a browser that says nothing of sites makes of the answers.
    for path in ["/", INFO_PATH] {
        let answer = target
            .request("GET", path)
            .header("cookie", &cookie)
            .send()
            .await;
        assert_eq!(answer.status, 200);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        for (name, value) in [
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
    }
    target.assert_unharmed().await;
}

// A30: a header that cannot be understood stops nothing (CVE-2026-14631 ended a server).
#[tokio::test]
async fn malformed_requests_do_not_stop_the_server() {
    let target = Target::without_practice();
    for line in [
        "",
        "GET",
        "GET / HTTP/9.9",
        "GET  / HTTP/1.1",
        "GET http:// HTTP/1.1",
        "GET http://[::1 HTTP/1.1",
        "GET * HTTP/1.1",
        "CONNECT evil.example:443 HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "\0\0\0\0",
        "\u{16}\u{3}\u{1}\u{2}",
    ] {
        let answer = TestRequest::with_line(target.address(), line)
            .header("host", "\u{7f}[[[:::")
            .header("origin", "://:::")
            .send()
            .await;
        assert!(![200, 101, 204].contains(&answer.status), "{line:?}");
    }
    let own = target.address().to_string();
    for byte in (1..=0xff_u8).filter(|byte| !b"\r\n".contains(byte)) {
        for (name, before) in [("host", own.as_bytes()), ("origin", b"http://127.0.0.1:")] {
            let value = [before, &[byte], b"x"].concat();
            let answer = TestRequest::new(target.address(), "GET", "/")
                .header(name, &value)
                .send()
                .await;
            assert!(
                [400, 403].contains(&answer.status),
                "{name} {byte:#x}: {answer:?}"
            );
        }
    }
    target.assert_unharmed().await;
}

// A28: a thousand that never finish their request (slowloris) keep nobody else out.
#[tokio::test]
async fn half_open_requests_do_not_keep_others_out() {
    relay::file_limit::raise_to(4096);
    let target = Target::without_practice();
    let head = format!(
        "GET {TUNNEL_PATH} HTTP/1.1\r\nhost: {}\r\nup",
        target.address()
    );
    let mut half_open = Vec::new();
    for _ in 0..1000 {
        let mut stream = TcpStream::connect(target.address()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        half_open.push(stream);
    }
    // With all of them open.
    assert_eq!(target.script("GET", INFO_PATH).send().await.status, 200);
    assert_eq!(target.info().await.tunnels, 0);
    // And each is told to go once its time is over.
    let mut last = half_open.pop().unwrap();
    let mut answer = Vec::new();
    let _closed = tokio::io::AsyncReadExt::read_to_end(&mut last, &mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
        "{answer}"
    );
    target.assert_unharmed().await;
}

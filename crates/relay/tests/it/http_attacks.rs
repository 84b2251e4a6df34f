//! The attacks of `field-notes.md` over real sockets, by their numbers. None may pass, and the server must survive all.

use relay_protocol::{INFO_PATH, SESSION_PATH, SUBPROTOCOL, TUNNEL_PATH};

use crate::test_relay::TestRelay;
use crate::test_request::TestRequest;

#[tokio::test]
async fn the_own_page_may_open_a_tunnel() {
    let relay = TestRelay::start().await;
    let answer = relay
        .request("GET", TUNNEL_PATH)
        .header("origin", relay.origin())
        .header("cookie", relay.cookie().await)
        .upgrade(SUBPROTOCOL)
        .send()
        .await;
    assert_eq!(answer.status, 101, "{answer:?}");
    assert_eq!(answer.header("sec-websocket-protocol"), Some(SUBPROTOCOL));
}

#[tokio::test]
async fn a1_to_a10_and_a31_tunnels_from_elsewhere() {
    let relay = TestRelay::start().await;
    let cookie = relay.cookie().await;
    let port = relay.address().port();
    let origins: Vec<Vec<Vec<u8>>> = vec![
        vec![b"https://evil.example".to_vec()],
        vec![format!("http://localhost:{}", port ^ 1).into_bytes()],
        vec![format!("http://127.0.0.1:{port}.evil.example").into_bytes()],
        vec![format!("http://localhost.evil.example:{port}").into_bytes()],
        vec![format!("https://127.0.0.1:{port}").into_bytes()],
        vec![b"null".to_vec()],
        vec![],
        vec![
            relay.origin().into_bytes(),
            b"https://evil.example".to_vec(),
        ],
        vec![relay.origin().into_bytes(), relay.origin().into_bytes()],
        vec![format!("http://{}", "a".repeat(9 * 1024)).into_bytes()],
        vec![[relay.origin().as_bytes(), b"\xff"].concat()],
        vec![[relay.origin().as_bytes(), "é".as_bytes()].concat()],
    ];
    for origin in origins {
        let mut request = relay
            .request("GET", TUNNEL_PATH)
            .header("cookie", &cookie)
            .upgrade(SUBPROTOCOL);
        for value in &origin {
            request = request.header("origin", value);
        }
        let answer = request.send().await;
        assert_eq!(answer.status, 403, "{origin:?}: {answer:?}");
    }
    // What no header may hold, and what is too large for one, does not get as far as the guard.
    for (value, status) in [
        (b"http://127.0.0.1\0".to_vec(), 400),
        (b"a\rb".to_vec(), 400),
        (vec![b'a'; 64 * 1024], 431),
    ] {
        let answer = relay
            .request("GET", TUNNEL_PATH)
            .header("cookie", &cookie)
            .header("origin", &value)
            .upgrade(SUBPROTOCOL)
            .send()
            .await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    assert_eq!(relay.server.tunnels().sessions(), 0);
}

#[tokio::test]
async fn a11_a12_foreign_hosts_on_every_route() {
    let relay = TestRelay::start().await;
    let port = relay.address().port();
    for host in [
        "evil.example".to_string(),
        format!("evil.example:{port}"),
        "127.0.0.1".into(),
        format!("127.0.0.1.:{port}"),
        format!("LOCALHOST:{port}"),
        format!("user@127.0.0.1:{port}"),
        format!("[::1%25lo]:{port}"),
        format!("2130706433:{port}"),
        String::new(),
    ] {
        for target in [
            "/",
            "/index.html",
            "/nothing.js",
            "/api",
            INFO_PATH,
            SESSION_PATH,
            TUNNEL_PATH,
        ] {
            let answer = TestRequest::new(relay.address(), "GET", target)
                .header("host", &host)
                .header("authorization", format!("Bearer {}", relay.server.bearer()))
                .send()
                .await;
            assert_eq!(answer.status, 403, "{host:?} {target}: {answer:?}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
}

#[tokio::test]
async fn a13_a14_a15_targets_and_versions() {
    let relay = TestRelay::start().await;
    let own = relay.address().to_string();
    let foreign = relay.request("GET", "http://evil.example/").send().await;
    assert_eq!(foreign.status, 403);
    let without_host = TestRequest::with_line(relay.address(), "GET / HTTP/1.0")
        .send()
        .await;
    assert_eq!(without_host.status, 403);
    let without_host = TestRequest::new(relay.address(), "GET", "/").send().await;
    assert_eq!(without_host.status, 403);
    let twice = relay.request("GET", "/").header("host", &own).send().await;
    assert_eq!(twice.status, 403);
    let http2 = TestRequest::with_line(relay.address(), "PRI * HTTP/2.0\r\n\r\nSM\r\n")
        .send()
        .await;
    assert!(![200, 101].contains(&http2.status), "{http2:?}");
}

#[tokio::test]
async fn a16_a17_a19_no_token_or_a_wrong_one() {
    let relay = TestRelay::start().await;
    let cookie = relay.cookie().await;
    let (name, value) = cookie.split_once('=').unwrap();
    let wrong = "A".repeat(value.len());
    let in_query = format!("{INFO_PATH}?token={}&{cookie}", relay.server.bearer());
    for (target, header, text) in [
        (INFO_PATH, "x-none", String::new()),
        (INFO_PATH, "cookie", format!("{name}={wrong}")),
        (INFO_PATH, "cookie", format!("{name}x={value}")),
        (INFO_PATH, "authorization", format!("Bearer {wrong}")),
        (INFO_PATH, "authorization", format!("Basic {wrong}")),
        (INFO_PATH, "authorization", format!("Bearer {value}")),
        (&in_query, "x-none", String::new()),
    ] {
        let answer = relay
            .request("GET", target)
            .header(header, &text)
            .send()
            .await;
        assert_eq!(answer.status, 401, "{target} {header}: {answer:?}");
    }
    let tunnel = relay
        .request("GET", TUNNEL_PATH)
        .header("origin", relay.origin())
        .upgrade(SUBPROTOCOL)
        .send()
        .await;
    assert_eq!(tunnel.status, 401);
}

#[tokio::test]
async fn a18_a_launch_code_works_once() {
    let relay = TestRelay::start().await;
    let link = relay.server.launch_url();
    let code = link.split_once("#launch=").unwrap().1;
    assert_eq!(relay.exchange(code).await.status, 204);
    let replayed = relay.exchange(code).await;
    assert_eq!(replayed.status, 403);
    assert_eq!(replayed.header("set-cookie"), None);
    assert_eq!(relay.exchange("").await.status, 403);
}

#[tokio::test]
async fn a20_a21_forms_and_simple_requests() {
    let relay = TestRelay::start().await;
    let code = |relay: &TestRelay| {
        let link = relay.server.launch_url();
        link.split_once("#launch=").unwrap().1.to_string()
    };
    let body = |code: String| format!(r#"{{"launch":"{code}"}}"#);

    let form = relay
        .request("POST", SESSION_PATH)
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .body("text/plain", body(code(&relay)))
        .send()
        .await;
    assert_eq!(form.status, 403);

    // Even from the right Origin: no type a form can send is taken.
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "",
    ] {
        let answer = relay
            .request("POST", SESSION_PATH)
            .header("origin", relay.origin())
            .body(content_type, body(code(&relay)))
            .send()
            .await;
        assert_eq!(answer.status, 415, "{content_type:?}");
    }

    let no_cors = relay
        .request("POST", SESSION_PATH)
        .header("origin", relay.origin())
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "no-cors")
        .json(&serde_json::json!({ "launch": code(&relay) }))
        .send()
        .await;
    assert_eq!(no_cors.status, 403);

    let preflight = relay
        .request("OPTIONS", SESSION_PATH)
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .send()
        .await;
    assert_eq!(preflight.status, 403);
    assert_eq!(preflight.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn a22_reading_changes_nothing() {
    let relay = TestRelay::start().await;
    let link = relay.server.launch_url();
    let code = link.split_once("#launch=").unwrap().1;
    for target in [
        format!("{SESSION_PATH}?launch={code}"),
        format!("/?launch={code}"),
    ] {
        let answer = relay.request("GET", &target).send().await;
        assert_eq!(answer.header("set-cookie"), None, "{target}");
    }
    assert_eq!(relay.exchange(code).await.status, 204);
}

#[tokio::test]
async fn a23_a24_framing_and_inclusion() {
    let relay = TestRelay::start().await;
    let frame = relay
        .request("GET", "/")
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "iframe")
        .send()
        .await;
    assert_eq!(frame.status, 403);
    let page = relay.request("GET", "/").send().await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");

    let script = relay
        .request("GET", INFO_PATH)
        .header("cookie", relay.cookie().await)
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "no-cors")
        .header("sec-fetch-dest", "script")
        .send()
        .await;
    assert_eq!(script.status, 403);
    assert_eq!(
        script.header("cross-origin-resource-policy"),
        Some("same-origin")
    );
    assert_eq!(script.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn a30_malformed_requests_do_not_stop_the_server() {
    let relay = TestRelay::start().await;
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
        let answer = TestRequest::with_line(relay.address(), line)
            .header("host", "\u{7f}[[[:::")
            .header("origin", "://:::")
            .send()
            .await;
        assert!(![200, 101, 204].contains(&answer.status), "{line:?}");
    }
    let answer = relay.request("GET", "/").send().await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a28_half_open_requests_do_not_keep_others_out() {
    let relay = TestRelay::start().await;
    let mut half_open = Vec::new();
    for _ in 0..200 {
        let mut stream = tokio::net::TcpStream::connect(relay.address())
            .await
            .unwrap();
        let head = format!(
            "GET {TUNNEL_PATH} HTTP/1.1\r\nhost: {}\r\nup",
            relay.address()
        );
        tokio::io::AsyncWriteExt::write_all(&mut stream, head.as_bytes())
            .await
            .unwrap();
        half_open.push(stream);
    }
    let answer = relay.script("GET", INFO_PATH).send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(relay.server.tunnels().sessions(), 0);
}

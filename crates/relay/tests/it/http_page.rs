//! The page as it is served: with it embedded or without.

use crate::test_relay::TestRelay;

#[tokio::test]
async fn the_page_is_html_that_must_be_asked_for_again() {
    let relay = TestRelay::start().await;
    for target in ["/", "/index.html", "/?from=link"] {
        let answer = relay.request("GET", target).send().await;
        assert_eq!(answer.status, 200, "{target}");
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!(answer.header("content-encoding"), None);
        assert!(answer.text().contains("</html>"), "{}", answer.text());
    }
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    let relay = TestRelay::start().await;
    let first = relay.request("GET", "/").send().await;
    let again = relay
        .request("GET", "/")
        .header("if-none-match", first.header("etag").unwrap())
        .send()
        .await;
    assert_eq!(again.status, 304);
    assert!(again.body.is_empty());
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let relay = TestRelay::start().await;
    let answers = [
        relay.request("GET", "/").send().await,
        relay.request("GET", "/nothing").send().await,
        relay.request("GET", "/api/info").send().await,
        relay.request("GET", "/api/nothing").send().await,
        relay
            .request("GET", "/")
            .header("origin", "https://evil.example")
            .send()
            .await,
    ];
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 404, 401, 404, 403]);
    for answer in answers {
        let policy = answer.header("content-security-policy").unwrap();
        for directive in [
            "default-src 'none'",
            "'wasm-unsafe-eval'",
            "connect-src 'self'",
            "worker-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ] {
            assert!(policy.contains(directive), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline"));
        assert!(!policy.contains("'unsafe-eval'"));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value));
        }
        let is_cors = |name: &str| name.starts_with("access-control-");
        assert!(!answer.headers.iter().any(|(name, _)| is_cors(name)));
    }
}

#[tokio::test]
async fn a_link_from_another_site_opens_the_page() {
    let relay = TestRelay::start().await;
    let answer = relay
        .request("GET", "/")
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "document")
        .send()
        .await;
    assert_eq!(answer.status, 200);
}

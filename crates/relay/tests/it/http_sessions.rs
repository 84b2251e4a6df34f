//! How browsers and scripts get in, and what they find.

use relay_protocol::{
    DestinationSource, INFO_PATH, RelayInfo, SESSION_PATH, SUBPROTOCOL, TUNNEL_PATH,
};

use crate::test_relay::TestRelay;

#[tokio::test]
async fn a_browser_exchanges_its_link_for_a_cookie_of_this_port() {
    let relay = TestRelay::start().await;
    let link = relay.server.launch_url();
    let (page, code) = link.split_once("#launch=").unwrap();
    assert_eq!(page, format!("http://{}/", relay.address()));
    let answer = relay.exchange(code).await;
    assert_eq!(answer.status, 204);
    let set_cookie = answer.header("set-cookie").unwrap();
    let name = format!("dps-playground-{}=", relay.address().port());
    assert!(set_cookie.starts_with(&name), "{set_cookie}");
    for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(set_cookie.contains(attribute), "{set_cookie}");
    }
    assert!(!set_cookie.contains(code));
}

#[tokio::test]
async fn a_used_link_opened_again_in_the_same_browser_is_no_error() {
    let relay = TestRelay::start().await;
    let answer = relay
        .request("POST", SESSION_PATH)
        .header("origin", relay.origin())
        .header("cookie", relay.cookie().await)
        .json(&serde_json::json!({ "launch": "used-before" }))
        .send()
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("set-cookie"), None);
}

#[tokio::test]
async fn two_instances_do_not_log_each_other_out() {
    let (one, other) = (TestRelay::start().await, TestRelay::start().await);
    let cookies = format!("{}; {}", one.cookie().await, other.cookie().await);
    for relay in [&one, &other] {
        let answer = relay
            .request("GET", INFO_PATH)
            .header("cookie", &cookies)
            .send()
            .await;
        assert_eq!(answer.status, 200);
    }
}

#[tokio::test]
async fn info_says_what_this_relay_is() {
    let relay = TestRelay::start().await;
    let answer = relay.script("GET", INFO_PATH).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let info = RelayInfo::from_json(&answer.text()).unwrap();
    assert_eq!(info.version, env!("CARGO_PKG_VERSION"));
    assert_eq!(info.practice, None);
    assert!(
        info.destinations
            .iter()
            .all(|destination| destination.source == DestinationSource::Azure)
    );
    let roots: Vec<_> = info
        .azure_roots
        .iter()
        .map(|root| root.name.as_str())
        .collect();
    assert_eq!(
        roots,
        [
            "DigiCert Global Root G2",
            "Microsoft RSA Root Certificate Authority 2017",
            "DigiCert Global Root CA"
        ]
    );
}

#[tokio::test]
async fn scripts_may_open_tunnels_with_the_token_alone() {
    let relay = TestRelay::start().await;
    let answer = relay
        .script("GET", TUNNEL_PATH)
        .upgrade(SUBPROTOCOL)
        .send()
        .await;
    assert_eq!(answer.status, 101);
    let foreign = relay
        .script("GET", TUNNEL_PATH)
        .header("origin", "https://evil.example")
        .upgrade(SUBPROTOCOL)
        .send()
        .await;
    assert_eq!(foreign.status, 403);
}

#[tokio::test]
async fn a_tunnel_needs_its_subprotocol() {
    let relay = TestRelay::start().await;
    let answer = relay
        .script("GET", TUNNEL_PATH)
        .upgrade("mqtt")
        .send()
        .await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("dps-tunnel.v1"));
}

#[tokio::test]
async fn unknown_api_paths_are_never_the_page() {
    let relay = TestRelay::start().await;
    for path in ["/api", "/api/", "/api/infos", "/api/practice", "/api/../x"] {
        let answer = relay.script("GET", path).send().await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json()["error"].is_string());
    }
}

#[tokio::test]
async fn bodies_over_the_limit_are_refused() {
    let relay = TestRelay::start().await;
    let launch = "a".repeat(relay_protocol::limits::MAX_REQUEST_BODY_BYTES);
    let answer = relay.exchange(&launch).await;
    assert_eq!(answer.status, 413);
}

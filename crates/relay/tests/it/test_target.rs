//! The real binary as an attacker finds it: on a port of this computer, with a link and a token that are not the
//! attacker's.

use std::net::SocketAddr;

use relay_protocol::{INFO_PATH, RelayInfo, SESSION_PATH};

use crate::test_page::TestPage;
use crate::test_program::{Running, program};
use crate::test_request::{Answer, TestRequest};

/// A running program; [`Target::assert_unharmed`] ends it.
pub(crate) struct Target {
    pub(crate) running: Running,
    address: SocketAddr,
    /// The launch code of its one link, not exchanged yet.
    pub(crate) launch: String,
    /// For scripts.
    pub(crate) token: String,
}

impl Target {
    /// `serve` on free ports, with these options more.
    pub(crate) fn start(more: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", more)
    }

    /// The same on this address.
    pub(crate) fn start_at(listen: &str, more: &[&str]) -> Self {
        let mut command = program(&["serve", "--listen", listen, "--no-open", "--format=json"]);
        // Everything it has to say, so that a panic or a secret in it would be seen.
        command.args(more).env("DPS_PLAYGROUND_LOG", "trace");
        let mut running = Running::of(command);
        let ready = running.ready();
        let (page, launch) = ready["url"]
            .as_str()
            .unwrap()
            .split_once("#launch=")
            .unwrap();
        let address = page.strip_prefix("http://").unwrap().trim_end_matches('/');
        Self {
            running,
            address: address.parse().unwrap(),
            launch: launch.to_owned(),
            token: ready["api"]["token"].as_str().unwrap().to_owned(),
        }
    }

    /// Page and tunnel alone.
    pub(crate) fn without_practice() -> Self {
        Self::start(&["--no-practice"])
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The Origin of its own page.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A request with the right Host and nothing else.
    pub(crate) fn request(&self, method: &str, target: &str) -> TestRequest {
        TestRequest::new(self.address, method, target).header("host", self.address.to_string())
    }

    /// A request from a script that has the token.
    pub(crate) fn script(&self, method: &str, target: &str) -> TestRequest {
        self.request(method, target)
            .header("authorization", format!("Bearer {}", self.token))
    }

    /// Exchanges a launch code as the own page does.
    pub(crate) async fn exchange(&self, launch: &str) -> Answer {
        self.request("POST", SESSION_PATH)
            .header("origin", self.origin())
            .json(&serde_json::json!({ "launch": launch }))
            .send()
            .await
    }

    /// Lets a browser in: the `Cookie` it would send from now on. There is one link, so this works once.
    pub(crate) async fn cookie(&self) -> String {
        let answer = self.exchange(&self.launch).await;
        assert_eq!(answer.status, 204, "{answer:?}");
        let set_cookie = answer.header("set-cookie").unwrap();
        set_cookie.split(';').next().unwrap().to_string()
    }

    /// A page that was let in.
    pub(crate) async fn page(&self, cookie: &str) -> TestPage {
        TestPage::enter_at(self.address, &self.origin(), cookie).await
    }

    pub(crate) async fn info(&self) -> RelayInfo {
        let answer = self.script("GET", INFO_PATH).send().await;
        RelayInfo::from_json(&answer.text()).unwrap()
    }

    /// It still serves its page, no tunnel came of all this, and it never panicked. Returns what it said.
    pub(crate) async fn assert_unharmed(mut self) -> String {
        assert_eq!(self.request("GET", "/").send().await.status, 200);
        assert_eq!(self.info().await.tunnels, 0);
        let said = self.running.stop();
        assert!(!said.contains("panicked"), "{said}");
        for secret in [&self.launch, &self.token] {
            assert!(!said.contains(secret.as_str()), "a secret in {said}");
        }
        said
    }
}

//! A relay on a free port that stops when dropped.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dps_protocol::IdScope;
use practice_dps::EnrollmentFile;
use practice_dps::listen::TlsVersions;
use relay::practice::{Practice, PracticeSettings};
use relay::server::{RelayServer, Settings};
use relay::tunnel::TimeLimits;
use tokio::net::TcpListener;

use crate::test_request::{Answer, TestRequest};

/// A running relay.
pub(crate) struct TestRelay {
    pub(crate) server: RelayServer,
}

impl TestRelay {
    /// With nothing but what is built in.
    pub(crate) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    /// With these settings.
    pub(crate) async fn with(settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = RelayServer::start(listener, settings).unwrap();
        Self { server }
    }

    /// With a practice service that answers at once.
    pub(crate) async fn with_practice(tls: TlsVersions) -> Self {
        Self::with_practice_and(tls, TimeLimits::default()).await
    }

    /// The same with other time limits for sessions.
    pub(crate) async fn with_practice_and(tls: TlsVersions, time_limits: TimeLimits) -> Self {
        Self::with(Settings {
            practice: Some(Arc::new(practice(tls).await)),
            time_limits,
            ..Settings::default()
        })
        .await
    }

    /// Comes back once every session, handshake and connection has ended; panics if one never does.
    pub(crate) async fn becomes_idle(&self) {
        let gives_up = Instant::now() + Duration::from_secs(10);
        let tunnels = self.server.tunnels();
        while tunnels.sessions() + tunnels.handshakes() + self.server.tasks() > 0 {
            assert!(Instant::now() < gives_up, "{tunnels:?}");
            tokio::task::yield_now().await;
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The Origin of the relay's own page.
    pub(crate) fn origin(&self) -> String {
        self.server.url()
    }

    /// A request as the page's browser would send it, without cookie.
    pub(crate) fn request(&self, method: &str, target: &str) -> TestRequest {
        TestRequest::new(self.address(), method, target).header("host", self.address().to_string())
    }

    /// A request from a script that has the token.
    pub(crate) fn script(&self, method: &str, target: &str) -> TestRequest {
        self.request(method, target)
            .header("authorization", format!("Bearer {}", self.server.bearer()))
    }

    /// Exchanges this launch code.
    pub(crate) async fn exchange(&self, launch: &str) -> Answer {
        self.request("POST", "/api/session")
            .header("origin", self.origin())
            .json(&serde_json::json!({ "launch": launch }))
            .send()
            .await
    }

    /// Lets a browser in: the `Cookie` it would send from now on.
    pub(crate) async fn cookie(&self) -> String {
        let link = self.server.launch_url();
        let (_, code) = link.split_once("#launch=").unwrap();
        let answer = self.exchange(code).await;
        assert_eq!(answer.status, 204, "{answer:?}");
        let set_cookie = answer.header("set-cookie").unwrap();
        set_cookie.split(';').next().unwrap().to_string()
    }
}

/// A practice service on a free port that answers at once.
pub(crate) async fn practice(tls: TlsVersions) -> Practice {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings = PracticeSettings {
        id_scope: IdScope::parse("0ne00C0FFEE").unwrap(),
        hubs: Vec::new(),
        quotas: None,
        assigning_answers: 1,
        https: None,
        retry_after_secs: 0,
        tls,
        names: Vec::new(),
        seed: 1,
        enrollments: EnrollmentFile::default(),
        ca_folder: None,
        faults: Vec::new(),
    };
    Practice::start(listener, settings).unwrap()
}

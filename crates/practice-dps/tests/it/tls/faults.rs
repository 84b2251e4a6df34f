//! Handshakes that fail on purpose, and what a careful client makes of them.

use std::time::Duration;

use practice_dps::fault::{FaultOrder, Hook};
use practice_dps::faults::FAULTS;
use practice_dps::{SeenConnection, TlsFailure};
use tokio_rustls::rustls::{AlertDescription, Error};

use super::*;

/// What becomes of a handshake with a fault.
enum Expected {
    /// The client refuses, and says why; the server sees this alert, if the version lets it.
    Refused(&'static str, &'static str),
    /// It comes about.
    Agreed,
}
use Expected::{Agreed, Refused};

const EFFECTS: &[(&str, Expected)] = &[
    (
        "server_certificate_expired",
        Refused("certificate expired", "CertificateExpired"),
    ),
    (
        "server_certificate_not_yet_valid",
        Refused("certificate not valid yet", "CertificateExpired"),
    ),
    (
        "server_name_wrong",
        Refused("certificate not valid for name", "BadCertificate"),
    ),
    ("server_root_unknown", Refused("UnknownIssuer", "UnknownCA")),
    ("server_root_new", Refused("UnknownIssuer", "UnknownCA")),
    (
        "server_intermediate_missing",
        Refused("UnknownIssuer", "UnknownCA"),
    ),
    ("server_chain_p384", Agreed),
    ("server_chain_rsa", Agreed),
    ("server_chain_oversized", Agreed),
];

fn switch_on(running: &Running, order: &str) {
    let order = FaultOrder::parse(order).unwrap();
    assert!(running.service(|service| service.set_fault(order)));
}

fn latest(running: &Running) -> SeenConnection {
    running.service(|service| service.connections().next_back().unwrap().clone())
}

/// Waits until the server has noticed the end of the latest handshake.
async fn failure(running: &Running) -> TlsFailure {
    loop {
        if let Some(failure) = latest(running).tls_failure {
            return failure;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn each_server_certificate_is_what_it_is_called() {
    for (offered, version, _) in VERSIONS {
        let running = Running::start(offered).await;
        let config = running.client_config(version, None);
        for (id, expected) in EFFECTS {
            switch_on(&running, &format!("{id}=1"));
            let connected = running.connect(&config, "localhost").await;
            match expected {
                Refused(said, alert) => {
                    let error = connected.err().unwrap_or_else(|| panic!("{id} was taken"));
                    assert!(error.to_string().contains(said), "{id}: {error}");
                    let failure = failure(&running).await;
                    assert!(failure.what.contains(alert), "{id}: {}", failure.what);
                    assert_eq!(failure.server_name.as_deref(), Some("localhost"));
                }
                Agreed => {
                    let mut client = connected.unwrap();
                    let (_, tls) = client.stream.get_ref();
                    let chain = tls.peer_certificates().unwrap();
                    let leaf = Certificate::read(&chain[0]).0;
                    let key = device_certs::spki::key_kind(leaf.spki_der()).to_string();
                    match *id {
                        "server_chain_p384" => assert_eq!(key, "EC P-384"),
                        "server_chain_rsa" => assert_eq!(key, "RSA 2048"),
                        _ => assert!(chain[0].len() > 16 * 1024),
                    }
                    assert_eq!(client.hello("dev1", "").await, 5);
                }
            }
            assert_eq!(latest(&running).fault, Some(*id));
            running.service(|service| {
                let mut entries = service.history();
                assert!(entries.any(|entry| entry.fault == Some(id)), "{id}");
            });
            // Spent: the next handshake is as usual.
            let mut client = running.connect(&config, "localhost").await.unwrap();
            assert_eq!(client.hello("dev1", "").await, 5);
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn whoever_trusts_both_roots_survives_the_move() {
    let mut running = Running::start(TlsVersions::Tls12).await;
    switch_on(&running, "server_root_new");
    let present = running.client_config(&rustls::version::TLS12, None);
    assert!(running.connect(&present, "localhost").await.is_err());
    running.root.clone_from(&running.next_root);
    let next = running.client_config(&rustls::version::TLS12, None);
    assert!(running.connect(&next, "localhost").await.is_ok());
    running.service(PracticeDps::clear_faults);
    assert!(running.connect(&next, "localhost").await.is_err());
    running.stop().await;
}

#[tokio::test]
async fn the_floor_of_versions_shuts_out_tls_12() {
    let running = Running::start(TlsVersions::Both).await;
    switch_on(&running, "tls_version_floor");
    let old = running.client_config(&rustls::version::TLS12, None);
    let error = running.connect(&old, "localhost").await.err().unwrap();
    assert!(error.to_string().contains("ProtocolVersion"), "{error}");
    let new = running.client_config(&rustls::version::TLS13, None);
    assert!(running.connect(&new, "localhost").await.is_ok());
    running.stop().await;
}

#[tokio::test]
async fn an_aborted_handshake_is_in_the_history_with_the_name_that_was_asked_for() {
    let running = Running::start(TlsVersions::Tls12).await;
    switch_on(&running, "handshake_aborted");
    let config = running.client_config(&rustls::version::TLS12, None);
    assert!(running.connect(&config, "practice.lan").await.is_err());
    let failure = failure(&running).await;
    assert_eq!(failure.server_name.as_deref(), Some("practice.lan"));
    assert!(failure.what.contains("on purpose"), "{}", failure.what);
    running.stop().await;
}

#[tokio::test]
async fn a_slow_handshake_takes_its_time_and_comes_about() {
    let never = Limits {
        handshake_timeout: Duration::ZERO,
        slow_handshake: Duration::from_secs(3600),
        ..Limits::default()
    };
    let at_once = Limits {
        slow_handshake: Duration::ZERO,
        ..Limits::default()
    };
    for (limits, comes_about) in [(never, false), (at_once, true)] {
        let running = Running::start_with(TlsVersions::Tls12, limits).await;
        switch_on(&running, "handshake_slow");
        let config = running.client_config(&rustls::version::TLS12, None);
        let connected = running.connect(&config, "localhost").await;
        assert_eq!(connected.is_ok(), comes_about);
        assert_eq!(latest(&running).fault, Some("handshake_slow"));
        running.stop().await;
    }
}

#[tokio::test]
async fn an_alert_says_goodbye_in_place_of_connack() {
    let identity = Identity::of(&[&Holder::self_signed("dev1")]);
    for (offered, version, _) in VERSIONS {
        let running = Running::start(offered).await;
        switch_on(&running, "alert_for_connack");
        let config = running.client_config(version, Some(&identity));
        let mut client = running.connect(&config, "localhost").await.unwrap();
        let username = username::format(ID_SCOPE, "dev1", API_VERSION);
        let connect = Packet::Connect(hello("dev1", &username));
        client.send(&connect).await;
        let error = client.stream.read_u8().await.unwrap_err();
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        let expected = Error::AlertReceived(AlertDescription::UnknownCA);
        assert_eq!(inner, Some(&expected), "{error}");
        running.stop().await;
    }
}

#[test]
fn every_fault_of_the_handshake_is_shown_here() {
    for fault in FAULTS {
        if matches!(fault.hook, Hook::Handshake(_)) {
            let is_shown = EFFECTS.iter().any(|(id, _)| *id == fault.id);
            let on_its_own = ["tls_version_floor", "handshake_slow", "handshake_aborted"];
            assert!(is_shown || on_its_own.contains(&fault.id), "{}", fault.id);
        }
    }
}

#[tokio::test]
async fn what_tls_showed_is_in_the_history() {
    let identity = Identity::of(&[&Holder::self_signed("dev1")]);
    for (offered, version, name) in VERSIONS {
        let running = Running::start(offered).await;
        running.enrol("dev1", &identity);
        let config = running.client_config(version, Some(&identity));
        let mut client = running.connect(&config, "practice.lan").await.unwrap();
        client.provision("dev1").await;
        client.goodbye().await;
        let seen = latest(&running);
        let tls = seen.tls.unwrap();
        let expected = match name {
            ProtocolVersion::TLSv1_2 => "TLS 1.2",
            _ => "TLS 1.3",
        };
        assert_eq!(tls.version, expected);
        assert!(
            tls.cipher.contains("AES") || tls.cipher.contains("CHACHA"),
            "{}",
            tls.cipher
        );
        assert_eq!(tls.server_name.as_deref(), Some("practice.lan"));
        assert_eq!((seen.chain, seen.presented), (identity.chain.clone(), 1));
        assert!(seen.peer.starts_with("127.0.0.1:"));
        assert_eq!(seen.registration_id.as_deref(), Some("dev1"));
        running.stop().await;
    }
}

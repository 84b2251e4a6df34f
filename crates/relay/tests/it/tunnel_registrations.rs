//! Whole registrations through the tunnel: the key stays with the page, the practice service is the real one.

use std::time::Instant;

use device_session::{Action, DpsSession};
use dps_protocol::registration::{Outcome, Settings};
use practice_dps::listen::TlsVersions;
use relay_protocol::{By, CloseCode, PageMessage, SignatureScheme, Stage};

use crate::openssl::{Identity, KeyKind};
use crate::test_page::{Heard, TestPage, open_as};
use crate::test_relay::TestRelay;

/// Enrols over the API, registers through the tunnel, and returns how the handshake went.
async fn register(
    tls: TlsVersions,
    identity: &Identity,
) -> (relay_protocol::Opened, Outcome, CloseCode) {
    let relay = TestRelay::with_practice(tls).await;
    let answer = relay
        .script("PUT", "/api/practice/enrollments/dev-01")
        .json(&serde_json::json!({
            "registrationId": "dev-01",
            "attestation": { "type": "x509", "x509": { "clientCertificates": { "primary": { "certificate": identity.cert_pem() } } } },
        }))
        .send()
        .await;
    assert_eq!(answer.status, 204, "{}", answer.text());

    let info = relay.server.info().practice.clone().unwrap();
    let mut page = TestPage::enter(&relay).await;
    let opened = page
        .open(open_as(identity, &info.host, info.port), identity)
        .await
        .unwrap();
    assert_eq!(
        page.stages,
        [Stage::Resolving, Stage::Connecting, Stage::Handshaking]
    );

    let mut settings = Settings::new(&info.id_scope, "dev-01", "2019-03-31", None);
    settings.connect.keep_alive_secs = 60;
    let mut session = DpsSession::new(settings);
    let began = Instant::now();
    let mut closed = None;
    while session.outcome().is_none() || closed.is_none() {
        let now = began.elapsed();
        let mut actions = if session.ready(now).is_some() {
            session.perform(now)
        } else {
            session.tick(now)
        };
        if actions.is_empty() {
            actions = match page.hear().await {
                Heard::Bytes(bytes) => session.receive(began.elapsed(), &bytes),
                Heard::Message(relay_protocol::RelayMessage::Closed(end)) => {
                    closed = Some(end.code);
                    session.closed(began.elapsed())
                }
                other => panic!("{other:?}"),
            };
        }
        for action in actions {
            match action {
                Action::Send(bytes) => page.send(&bytes).await,
                Action::Close => page.say(&PageMessage::Close).await,
                Action::Log(_) | Action::Finished => {}
            }
        }
    }
    let outcome = session.outcome().unwrap().clone();
    drop(page);
    relay.becomes_idle().await;
    (opened, outcome, closed.unwrap())
}

#[track_caller]
fn check_assigned(outcome: &Outcome) {
    match outcome {
        Outcome::Assigned { state, .. } => {
            assert_eq!(state.assigned_hub.as_deref(), Some("localhost"));
            assert_eq!(state.device_id.as_deref(), Some("dev-01"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn ecdsa_over_tls_1_2_and_1_3() {
    for (kind, scheme) in [
        (KeyKind::P256, SignatureScheme::EcdsaSecp256r1Sha256),
        (KeyKind::P384, SignatureScheme::EcdsaSecp384r1Sha384),
    ] {
        let identity = Identity::self_signed("dev-01", kind);
        for (tls, version) in [
            (TlsVersions::Tls12, "TLS 1.2"),
            (TlsVersions::Tls13, "TLS 1.3"),
        ] {
            let (opened, outcome, _) = register(tls, &identity).await;
            assert_eq!(opened.tls_version, version);
            assert_eq!(opened.signature_scheme, Some(scheme));
            assert!(opened.client_certificate_asked);
            check_assigned(&outcome);
        }
    }
}

#[tokio::test]
async fn rsa_over_tls_1_2_and_1_3() {
    let identity = Identity::self_signed("dev-01", KeyKind::Rsa2048);
    let (opened, outcome, _) = register(TlsVersions::Tls12, &identity).await;
    assert_eq!(opened.tls_version, "TLS 1.2");
    check_assigned(&outcome);
    // TLS 1.3 takes PSS only.
    let (opened, outcome, _) = register(TlsVersions::Tls13, &identity).await;
    assert_eq!(
        opened.signature_scheme,
        Some(SignatureScheme::RsaPssRsaeSha256)
    );
    check_assigned(&outcome);
}

#[tokio::test]
async fn an_x509_v1_leaf_reaches_the_registration() {
    let identity = Identity::version_1("dev-01", KeyKind::P256);
    for tls in [TlsVersions::Tls12, TlsVersions::Tls13] {
        let (_, outcome, _) = register(tls, &identity).await;
        check_assigned(&outcome);
    }
}

#[tokio::test]
async fn opened_tells_what_was_settled() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let relay = TestRelay::with_practice(TlsVersions::Both).await;
    let info = relay.server.info().practice.clone().unwrap();
    let mut page = TestPage::enter(&relay).await;
    let opened = page
        .open(open_as(&identity, "localhost", info.port), &identity)
        .await
        .unwrap();
    assert_eq!(opened.address, format!("127.0.0.1:{}", info.port));
    assert!(
        opened.cipher_suite.starts_with("TLS_AES_"),
        "{}",
        opened.cipher_suite
    );
    let root = opened.root.unwrap();
    assert_eq!(root.name, "the practice root");
    assert_eq!(root.sha256.len(), 64);
    let (leaf, _) = device_certs::Certificate::read(opened.server_chain[0].as_slice());
    assert!(leaf.is_readable());
    assert!(opened.timings.handshaking_ms >= opened.timings.signing_ms);
    assert!(opened.timings.signing_ms > 0.0);

    page.say(&PageMessage::Close).await;
    let (_, closed) = page.hear_end().await;
    assert_eq!((closed.by, closed.code), (By::Page, CloseCode::Asked));
    relay.becomes_idle().await;
}

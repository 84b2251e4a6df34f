//! Handshakes in which the page's signature does not come, or is not good. The relay keeps nothing of them.

use std::time::Duration;

use practice_dps::listen::TlsVersions;
use relay::tunnel::TimeLimits;
use relay_protocol::{
    Failed, FailureCode, Open, PageMessage, RelayMessage, SignatureScheme, Stage, limits,
};

use crate::openssl::{Identity, KeyKind};
use crate::test_page::{Heard, TestPage, open_as};
use crate::test_relay::TestRelay;

struct Asked {
    relay: TestRelay,
    page: TestPage,
    id: u32,
    scheme: SignatureScheme,
    message: Vec<u8>,
}

/// Up to the relay's question for a signature.
async fn asked(tls: TlsVersions, time_limits: TimeLimits, identity: &Identity) -> Asked {
    let relay = TestRelay::with_practice_and(tls, time_limits).await;
    let port = relay.server.info().practice.as_ref().unwrap().port;
    let mut page = TestPage::enter(&relay).await;
    let open = open_as(identity, "localhost", port);
    page.say(&PageMessage::Open(open)).await;
    match page.hear_message().await {
        RelayMessage::Sign {
            id,
            scheme,
            message,
        } => Asked {
            relay,
            page,
            id,
            scheme,
            message: message.0,
        },
        other => panic!("{other:?}"),
    }
}

impl Asked {
    async fn failed(mut self) -> Failed {
        let failed = match self.page.hear_message().await {
            RelayMessage::Failed(failed) => failed,
            other => panic!("{other:?}"),
        };
        assert!(matches!(self.page.hear().await, Heard::Gone));
        self.relay.becomes_idle().await;
        failed
    }
}

const BOTH: [TlsVersions; 2] = [TlsVersions::Tls12, TlsVersions::Tls13];

#[tokio::test]
async fn what_is_to_be_signed_is_a_handshake_and_nothing_else() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let asked_13 = asked(TlsVersions::Tls13, TimeLimits::default(), &identity).await;
    // RFC 8446, section 4.4.3: 64 spaces, the context, a zero.
    let expected = [&[b' '; 64][..], b"TLS 1.3, client CertificateVerify\0"].concat();
    assert!(asked_13.message.starts_with(&expected));
    // Then a hash, SHA-256's or SHA-384's.
    assert!([32, 48].contains(&(asked_13.message.len() - expected.len())));

    let asked_12 = asked(TlsVersions::Tls12, TimeLimits::default(), &identity).await;
    let leaf = identity.leaf();
    // The transcript begins with our ClientHello and contains our certificate.
    assert_eq!(asked_12.message[0], 1);
    assert!(
        asked_12
            .message
            .windows(leaf.len())
            .any(|window| window == leaf)
    );
}

#[tokio::test]
async fn the_page_declines() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    for tls in BOTH {
        let mut asked = asked(tls, TimeLimits::default(), &identity).await;
        let why = "these bytes are no handshake".to_string();
        let id = asked.id;
        asked
            .page
            .say(&PageMessage::SignatureRefused { id, why })
            .await;
        let failed = asked.failed().await;
        assert_eq!(
            (failed.stage, failed.code),
            (Stage::Handshaking, FailureCode::SignatureRefused)
        );
        assert_eq!(failed.detail, "these bytes are no handshake");
    }
}

#[tokio::test]
async fn the_page_does_not_answer() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let limits = TimeLimits {
        signature: Duration::from_millis(30),
        ..TimeLimits::default()
    };
    for tls in BOTH {
        let failed = asked(tls, limits, &identity).await.failed().await;
        assert_eq!(failed.code, FailureCode::SignatureTimedOut);
    }
}

#[tokio::test]
async fn the_signature_is_another_keys() {
    for kind in [KeyKind::P256, KeyKind::Rsa2048] {
        let identity = Identity::self_signed("dev-01", kind);
        let other = Identity::self_signed("dev-01", kind);
        for tls in BOTH {
            let mut asked = asked(tls, TimeLimits::default(), &identity).await;
            let signature = other.sign(asked.scheme, &asked.message).into();
            let id = asked.id;
            asked
                .page
                .say(&PageMessage::Signature { id, signature })
                .await;
            assert_eq!(asked.failed().await.code, FailureCode::SignatureWrong);
        }
    }
    let identity = Identity::version_1("dev-01", KeyKind::P256);
    let mut asked = asked(TlsVersions::Tls12, TimeLimits::default(), &identity).await;
    let signature = vec![0; 70].into();
    let id = asked.id;
    asked
        .page
        .say(&PageMessage::Signature { id, signature })
        .await;
    assert_eq!(asked.failed().await.code, FailureCode::SignatureWrong);
}

#[tokio::test]
async fn answers_to_questions_that_were_not_asked() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let too_long = vec![0; limits::MAX_SIGNATURE_BYTES + 1];
    for (wrong_id, signature) in [(1, vec![1]), (0, too_long)] {
        let mut asked = asked(TlsVersions::Tls12, TimeLimits::default(), &identity).await;
        let id = asked.id + wrong_id;
        let signature = signature.into();
        asked
            .page
            .say(&PageMessage::Signature { id, signature })
            .await;
        assert_eq!(asked.failed().await.code, FailureCode::MessageNotUnderstood);
    }
}

#[tokio::test]
async fn the_page_closes_or_goes_while_it_is_asked() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    for tls in BOTH {
        let mut closing = asked(tls, TimeLimits::default(), &identity).await;
        closing.page.say(&PageMessage::Close).await;
        assert_eq!(closing.failed().await.code, FailureCode::ClosedByPage);

        let going = asked(tls, TimeLimits::default(), &identity).await;
        drop(going.page);
        // Long before the time for a signature is over.
        going.relay.becomes_idle().await;
    }
}

#[tokio::test]
async fn the_relay_stops_while_the_page_is_asked() {
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let asked = asked(TlsVersions::Tls12, TimeLimits::default(), &identity).await;
    let Asked {
        relay, mut page, ..
    } = asked;
    relay.server.shutdown().await;
    match page.hear_message().await {
        RelayMessage::Failed(failed) => {
            assert_eq!(failed.code, FailureCode::RelayShuttingDown);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_key_that_can_do_nothing_the_server_takes() {
    let identity = Identity::self_signed("dev-01", KeyKind::Rsa2048);
    let relay = TestRelay::with_practice(TlsVersions::Tls13).await;
    let port = relay.server.info().practice.as_ref().unwrap().port;
    let mut page = TestPage::enter(&relay).await;
    // TLS 1.3 has no RSA PKCS#1 signatures.
    let open = Open {
        schemes: vec![SignatureScheme::RsaPkcs1Sha256],
        ..open_as(&identity, "localhost", port)
    };
    let failed = page.open(open, &identity).await.unwrap_err();
    assert_eq!(failed.code, FailureCode::NoCommonSignatureScheme);
    assert!(failed.detail.contains("RSA_PSS"), "{}", failed.detail);
    relay.becomes_idle().await;
}

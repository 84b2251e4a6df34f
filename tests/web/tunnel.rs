//! Connections through the relay, with a WebSocket that the test holds the other end of.

use device_certs::{Certificate, SignatureCheck, Verdict, pem};
use dps_playground_page::browser::engine::{NamedBytes, Slot};
use dps_playground_page::browser::relay_api::{RelayStatus, relay_status};
use dps_playground_page::browser::web_crypto::{signature_algorithm, verify};
use dps_playground_page::journey::{Effect, LinkEvent, LinkId, Target};
use js_sys::Uint8Array;
use relay_protocol::{Binary, PageMessage, RelayMessage, SignatureScheme, Stage, Trust};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fixture;
use crate::page::{Bench, Script};

const LINK: LinkId = LinkId(7);
const TLS12: &[u8] = include_bytes!("../../src/handshake_guard/testdata/tls12_p256.bin");
const TLS13: &[u8] = include_bytes!("../../src/handshake_guard/testdata/tls13_p256.bin");
const P256: SignatureScheme = SignatureScheme::EcdsaSecp256r1Sha256;

/// The chain in the samples. Its key was thrown away; the page signs with another, which the page cannot know.
fn chain() -> Vec<Vec<u8>> {
    vec![
        include_bytes!("../../src/handshake_guard/testdata/leaf.der").to_vec(),
        include_bytes!("../../src/handshake_guard/testdata/ca.der").to_vec(),
    ]
}

fn relay() -> Script {
    Script::install(include_str!("tunnel/fake_socket.js"))
}

/// The relay's end of the WebSocket.
impl Script {
    fn says(&self, message: &RelayMessage) {
        self.call("says", &[message.to_json().into()]);
    }

    fn sends(&self, bytes: &[u8]) {
        self.call("says", &[Uint8Array::from(bytes).buffer().into()]);
    }

    fn asks(&self, id: u32, message: &[u8]) {
        self.says(&RelayMessage::Sign {
            id,
            scheme: P256,
            message: Binary(message.to_vec()),
        });
    }

    /// The next text frame of the page, once it is there.
    async fn hears(&self) -> PageMessage {
        let text = self.settled("nextText").await;
        PageMessage::from_json(&text.as_string().expect("text")).expect("a message of the page")
    }

    fn bytes(&self) -> Vec<u8> {
        Uint8Array::new(&self.call("bytes", &[])).to_vec()
    }
}

/// A page with a key, whose connection the relay has just been asked for.
async fn dialled() -> (Bench, Script, relay_protocol::Open) {
    let relay = relay();
    let mut bench = Bench::new();
    let (name, bytes) = fixture!("p256.pkcs8.pem");
    let key = NamedBytes {
        name: Some(name.to_owned()),
        bytes: bytes.to_vec(),
    };
    bench.engine.import(vec![key], Slot::Device).await;
    bench.open(
        LINK,
        Target::Host {
            host: "127.0.0.9".to_owned(),
            port: 8883,
        },
        chain(),
    );
    relay.settled("dialled").await;
    relay.call("accept", &[]);
    let PageMessage::Open(open) = relay.hears().await else {
        panic!("open comes first")
    };
    let LinkEvent::HandedOver {
        certificates,
        endpoint,
    } = bench.news(LINK).await
    else {
        panic!("nothing was handed over")
    };
    assert_eq!(
        (certificates, endpoint.as_str()),
        (chain().len(), "127.0.0.9:8883")
    );
    (bench, relay, open)
}

fn opened() -> RelayMessage {
    let json = r#"{"type":"opened","tlsVersion":"TLS 1.2","cipherSuite":"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "serverChain":["AAEC"],"root":{"name":"practice root","sha256":"00"},"address":"127.0.0.9:8883",
        "clientCertificateAsked":true,"timings":{"queuedMs":0,"resolvingMs":0,"connectingMs":0,"handshakingMs":0,"signingMs":0}}"#;
    RelayMessage::from_json(json).unwrap()
}

#[wasm_bindgen_test]
async fn open_says_where_to_and_as_whom() {
    let (_bench, relay, open) = dialled().await;
    assert_eq!((open.host.as_str(), open.port), ("127.0.0.9", 8883));
    assert_eq!(open.server_name.as_deref(), Some("device.example"));
    assert_eq!(open.trust, Trust::Azure);
    assert_eq!(open.schemes, [P256]);
    let presented: Vec<_> = open
        .client_chain
        .into_iter()
        .map(|certificate| certificate.0)
        .collect();
    assert_eq!(presented, chain());
    let url = relay.call("url", &[]).as_string().unwrap();
    assert!(
        url.starts_with("ws://") && url.ends_with("/api/tunnel"),
        "{url}"
    );
    assert_eq!(
        relay.call("protocol", &[]).as_string().as_deref(),
        Some("dps-tunnel.v1")
    );
}

#[wasm_bindgen_test]
async fn a_handshake_is_signed_and_bytes_flow_until_hangup() {
    for handshake in [TLS12, TLS13] {
        let (mut bench, relay, _) = dialled().await;
        relay.says(&RelayMessage::Progress {
            stage: Stage::Handshaking,
        });
        assert!(
            matches!(bench.news(LINK).await, LinkEvent::Progress(words) if words.contains("TLS"))
        );
        relay.asks(3, handshake);
        let PageMessage::Signature { id: 3, signature } = relay.hears().await else {
            panic!("no signature")
        };
        let (_, certificate) = fixture!("p256.cert.pem");
        let certificate = Certificate::read(&pem::read(certificate).items[0].der).0;
        let check = SignatureCheck {
            algorithm: signature_algorithm(P256),
            public_key: certificate.spki_der().to_vec(),
            message: handshake.to_vec(),
            signature: signature.0,
        };
        assert_eq!(verify(&check).await, Verdict::Valid);
        assert!(
            matches!(bench.news(LINK).await, LinkEvent::Signed { scheme } if scheme == P256.as_str())
        );

        relay.says(&opened());
        let LinkEvent::Opened(facts) = bench.news(LINK).await else {
            panic!("not opened")
        };
        assert_eq!(facts.endpoint, "127.0.0.9:8883");
        assert_eq!(facts.presented, chain());
        assert_eq!(facts.server_chain, [[0, 1, 2]]);
        assert_eq!(facts.server_root.as_deref(), Some("practice root"));

        relay.sends(&[0x20, 2, 0, 0]);
        assert!(
            matches!(bench.news(LINK).await, LinkEvent::Received(bytes) if bytes == [0x20, 2, 0, 0])
        );
        bench.engine.carry_out(vec![
            Effect::Send {
                link: LINK,
                bytes: vec![0xe0, 0],
            },
            Effect::Hangup { link: LINK },
        ]);
        assert_eq!(relay.bytes(), [0xe0, 0]);
        assert_eq!(relay.hears().await, PageMessage::Close);
        assert_eq!(relay.call("closedWith", &[]).as_f64(), Some(1000.0));
        relay.sends(&[1]);
        bench.assert_silent().await;
    }
}

#[wasm_bindgen_test]
async fn nothing_but_a_handshake_is_signed() {
    let mut foreign = TLS12.to_vec();
    let leaf_at = foreign
        .windows(chain()[0].len())
        .position(|window| window == chain()[0])
        .expect("our leaf");
    foreign[leaf_at + 40] ^= 1;
    for message in [&b"a token"[..], &foreign, &TLS13[..100]] {
        let (mut bench, relay, _) = dialled().await;
        relay.asks(1, message);
        let PageMessage::SignatureRefused { id: 1, why } = relay.hears().await else {
            panic!("not refused")
        };
        assert!(!why.is_empty());
        let news = bench.news(LINK).await;
        assert!(
            matches!(&news, LinkEvent::Failed(failure) if failure.code == "signature_refused"),
            "{news:?}"
        );
        bench.assert_silent().await;
    }
}

#[wasm_bindgen_test]
async fn one_handshake_needs_one_signature() {
    let (mut bench, relay, _) = dialled().await;
    relay.asks(1, TLS13);
    assert!(matches!(relay.hears().await, PageMessage::Signature { .. }));
    relay.asks(2, TLS13);
    assert!(matches!(
        relay.hears().await,
        PageMessage::SignatureRefused { id: 2, .. }
    ));
    assert!(matches!(bench.news(LINK).await, LinkEvent::Signed { .. }));
    assert!(matches!(bench.news(LINK).await, LinkEvent::Failed(_)));
}

#[wasm_bindgen_test]
async fn connections_go_with_their_engine() {
    let (bench, relay, _) = dialled().await;
    drop(bench);
    assert_eq!(relay.hears().await, PageMessage::Close);
    assert_eq!(relay.call("closedWith", &[]).as_f64(), Some(1000.0));
}

#[wasm_bindgen_test]
async fn the_browser_is_not_handed_more_than_it_sends() {
    let (mut bench, relay, _) = dialled().await;
    relay.says(&opened());
    assert!(matches!(bench.news(LINK).await, LinkEvent::Opened(_)));
    relay.call("buffer", &[(1024 * 1024).into()]);
    bench.engine.carry_out(vec![Effect::Send {
        link: LINK,
        bytes: vec![1, 2, 3],
    }]);
    bench.assert_silent().await;
    assert!(relay.bytes().is_empty(), "held back");
    relay.call("buffer", &[0.into()]);
    bench.assert_silent().await;
    assert_eq!(relay.bytes(), [1, 2, 3]);
}

#[wasm_bindgen_test]
async fn failures_keep_their_code_and_alert() {
    let (mut bench, relay, _) = dialled().await;
    let json = r#"{"type":"failed","stage":"handshaking","code":"tls_alert","detail":"refused","alert":{"code":46,"name":"certificate_unknown"}}"#;
    relay.says(&RelayMessage::from_json(json).unwrap());
    let LinkEvent::Failed(failure) = bench.news(LINK).await else {
        panic!("not failed")
    };
    assert_eq!(
        (failure.code.as_str(), failure.detail.as_str()),
        ("tls_alert", "refused")
    );
    assert_eq!(failure.alert.as_deref(), Some("certificate_unknown (46)"));
    bench.assert_silent().await;

    let (mut bench, relay, _) = dialled().await;
    relay.says(&opened());
    bench.news(LINK).await;
    let json = r#"{"type":"closed","by":"service","code":"service_closed","detail":"done"}"#;
    relay.says(&RelayMessage::from_json(json).unwrap());
    assert!(
        matches!(bench.news(LINK).await, LinkEvent::Closed(why) if why.code == "service_closed")
    );
}

#[wasm_bindgen_test]
async fn a_relay_that_vanishes_or_babbles_ends_the_connection() {
    let (mut bench, relay, _) = dialled().await;
    relay.call("drop", &[1006.into()]);
    let news = bench.news(LINK).await;
    assert!(
        matches!(&news, LinkEvent::Failed(why) if why.code == "relay_gone"),
        "{news:?}"
    );

    let (mut bench, relay, _) = dialled().await;
    relay.says(&opened());
    bench.news(LINK).await;
    relay.call("drop", &[1006.into()]);
    let news = bench.news(LINK).await;
    assert!(
        matches!(&news, LinkEvent::Closed(why) if why.code == "relay_gone"),
        "{news:?}"
    );

    let (mut bench, relay, _) = dialled().await;
    relay.call("says", &["{}".into()]);
    let news = bench.news(LINK).await;
    assert!(
        matches!(&news, LinkEvent::Failed(why) if why.code == "relay_failed"),
        "{news:?}"
    );
}

#[wasm_bindgen_test]
async fn without_a_relay_the_page_says_so() {
    assert_eq!(relay_status().await, RelayStatus::Absent);
    let mut bench = Bench::new();
    for target in [
        Target::Practice,
        Target::Host {
            host: "127.0.0.9".to_owned(),
            port: 8883,
        },
    ] {
        bench.open(LINK, target, chain());
        let news = bench.news_after_progress(LINK).await;
        assert!(
            matches!(&news, LinkEvent::Failed(why) if why.code == "no_relay"),
            "{news:?}"
        );
    }
}

//! The JSON both sides agree on, written out.

use super::*;

#[track_caller]
fn check_page(message: &PageMessage, json: &str) {
    assert_eq!(message.to_json(), json);
    assert_eq!(&PageMessage::from_json(json).unwrap(), message);
}

#[track_caller]
fn check_relay(message: &RelayMessage, json: &str) {
    assert_eq!(message.to_json(), json);
    assert_eq!(&RelayMessage::from_json(json).unwrap(), message);
}

#[test]
fn page_messages() {
    check_page(
        &PageMessage::Open(Open {
            host: "global.azure-devices-provisioning.net".into(),
            port: 8883,
            server_name: None,
            trust: Trust::Azure,
            client_chain: vec![Binary(vec![0x30, 0x00])],
            schemes: vec![SignatureScheme::EcdsaSecp256r1Sha256],
            capture: false,
        }),
        r#"{"type":"open","host":"global.azure-devices-provisioning.net","port":8883,"trust":"azure","clientChain":["MAA="],"schemes":["ecdsa_secp256r1_sha256"]}"#,
    );
    check_page(
        &PageMessage::Signature {
            id: 1,
            signature: Binary(vec![1, 2, 3]),
        },
        r#"{"type":"signature","id":1,"signature":"AQID"}"#,
    );
    check_page(
        &PageMessage::SignatureRefused {
            id: 1,
            why: "not a handshake".into(),
        },
        r#"{"type":"signatureRefused","id":1,"why":"not a handshake"}"#,
    );
    check_page(&PageMessage::Close, r#"{"type":"close"}"#);
}

#[test]
fn trust_is_a_word_or_certificates() {
    let check = |trust: Trust, json: &str| {
        check_page(
            &PageMessage::Open(Open {
                host: "h".into(),
                port: 1,
                server_name: Some("s".into()),
                trust,
                client_chain: Vec::new(),
                schemes: Vec::new(),
                capture: true,
            }),
            &format!(
                r#"{{"type":"open","host":"h","port":1,"serverName":"s","trust":{json},"clientChain":[],"schemes":[],"capture":true}}"#
            ),
        );
    };
    check(Trust::Practice, r#""practice""#);
    check(
        Trust::Certificates(vec![Binary(vec![0x30])]),
        r#"{"certificates":["MA=="]}"#,
    );
}

#[test]
fn an_open_may_leave_out_what_it_has_not() {
    let open = PageMessage::from_json(
        r#"{"type":"open","host":"h","port":1,"serverName":null,"trust":"azure","more":1}"#,
    );
    let expected = PageMessage::Open(Open {
        host: "h".into(),
        port: 1,
        server_name: None,
        trust: Trust::Azure,
        client_chain: Vec::new(),
        schemes: Vec::new(),
        capture: false,
    });
    assert_eq!(open, Ok(expected));
}

#[test]
fn opened() {
    let mut opened = Opened {
        tls_version: "TLS 1.3".into(),
        cipher_suite: "TLS_AES_128_GCM_SHA256".into(),
        server_chain: vec![Binary(vec![0x30]), Binary(Vec::new())],
        root: Some(ServerRoot {
            name: "G2".into(),
            sha256: "ab".into(),
        }),
        address: "127.0.0.1:8883".into(),
        client_certificate_asked: true,
        signature_scheme: Some(SignatureScheme::Ed25519),
        timings: Timings {
            queued_ms: 0.0,
            resolving_ms: 0.25,
            connecting_ms: 1.5,
            handshaking_ms: 30.0,
            signing_ms: 1e-7,
        },
    };
    let timings = r#"{"queuedMs":0.0,"resolvingMs":0.25,"connectingMs":1.5,"handshakingMs":30.0,"signingMs":1e-7}"#;
    check_relay(
        &RelayMessage::Opened(opened.clone()),
        &format!(
            r#"{{"type":"opened","tlsVersion":"TLS 1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","serverChain":["MA==",""],"root":{{"name":"G2","sha256":"ab"}},"address":"127.0.0.1:8883","clientCertificateAsked":true,"signatureScheme":"ed25519","timings":{timings}}}"#
        ),
    );
    opened.root = None;
    opened.client_certificate_asked = false;
    opened.signature_scheme = None;
    check_relay(
        &RelayMessage::Opened(opened),
        &format!(
            r#"{{"type":"opened","tlsVersion":"TLS 1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","serverChain":["MA==",""],"root":null,"address":"127.0.0.1:8883","clientCertificateAsked":false,"timings":{timings}}}"#
        ),
    );
}

#[test]
fn recordings() {
    let check = |recorded, json: &str| check_relay(&RelayMessage::Recorded(recorded), json);
    check(
        Recorded::Begun {
            at: 1_790_000_000_123_456,
            client: "127.0.0.1:50000".into(),
            server: "[::1]:8883".into(),
        },
        r#"{"type":"recording","at":1790000000123456,"client":"127.0.0.1:50000","server":"[::1]:8883"}"#,
    );
    check(
        Recorded::Record {
            at: 7,
            way: Way::Received,
            bytes: Binary(vec![22, 3, 3]),
        },
        r#"{"type":"record","at":7,"way":"received","bytes":"FgMD"}"#,
    );
    let secrets = Secrets("CLIENT_RANDOM 00 01\n".into());
    assert_eq!(format!("{secrets:?}"), "Secrets(20 bytes)");
    check(
        Recorded::Secrets(secrets),
        r#"{"type":"secrets","lines":"CLIENT_RANDOM 00 01\n"}"#,
    );
}

#[test]
fn endings_with_everything() {
    let alert = Some(Alert {
        code: 46,
        name: "certificate_unknown".into(),
    });
    check_relay(
        &RelayMessage::Failed(Failed {
            stage: Stage::Connecting,
            code: FailureCode::NotTls,
            detail: String::new(),
            alert: None,
            server_chain: vec![Binary(vec![0x30])],
        }),
        r#"{"type":"failed","stage":"connecting","code":"not_tls","detail":"","serverChain":["MA=="]}"#,
    );
    check_relay(
        &RelayMessage::Closed(Closed {
            by: By::Page,
            code: CloseCode::TlsAlert,
            detail: "d".into(),
            alert,
        }),
        r#"{"type":"closed","by":"page","code":"tls_alert","detail":"d","alert":{"code":46,"name":"certificate_unknown"}}"#,
    );
}

#[test]
fn relay_messages() {
    check_relay(
        &RelayMessage::Progress {
            stage: Stage::Handshaking,
        },
        r#"{"type":"progress","stage":"handshaking"}"#,
    );
    check_relay(
        &RelayMessage::Sign {
            id: 1,
            scheme: SignatureScheme::RsaPssRsaeSha256,
            message: Binary(b" ".to_vec()),
        },
        r#"{"type":"sign","id":1,"scheme":"rsa_pss_rsae_sha256","message":"IA=="}"#,
    );
    check_relay(
        &RelayMessage::Failed(Failed {
            stage: Stage::Handshaking,
            code: FailureCode::TlsAlert,
            detail: "the server sent the alert certificate_unknown (46)".into(),
            alert: Some(Alert {
                code: 46,
                name: "certificate_unknown".into(),
            }),
            server_chain: Vec::new(),
        }),
        r#"{"type":"failed","stage":"handshaking","code":"tls_alert","detail":"the server sent the alert certificate_unknown (46)","alert":{"code":46,"name":"certificate_unknown"}}"#,
    );
    check_relay(
        &RelayMessage::Closed(Closed {
            by: By::Service,
            code: CloseCode::ServiceClosed,
            detail: String::new(),
            alert: None,
        }),
        r#"{"type":"closed","by":"service","code":"service_closed","detail":""}"#,
    );
}

#[test]
fn unreadable_messages_are_refused_with_their_cause() {
    let check = |json: &str, cause: &str| {
        let error = PageMessage::from_json(json).unwrap_err();
        assert_eq!(error.to_string(), "not a message of the tunnel");
        assert_eq!(error.source().unwrap().to_string(), cause);
    };
    check("", "not JSON: EOF while parsing a value at line 1 column 0");
    check("{}", r#"the member "type" is missing"#);
    check(
        r#"{"type":"shell"}"#,
        r#"the member "type" is "shell", not a message of the page"#,
    );
    check(
        r#"{"type":"signature","id":-1,"signature":"AQID"}"#,
        r#"the member "id" is -1, not a whole number in its range"#,
    );
    check(
        r#"{"type":"signature","id":1,"signature":"A"}"#,
        r#"the member "signature" is "A", not standard base64 text"#,
    );
    check(
        r#"{"type":"open","host":"h","port":70000,"trust":"azure"}"#,
        r#"the member "port" is 70000, not a whole number in its range"#,
    );
    check(
        r#"{"type":"open","host":"h","port":1,"trust":"everyone"}"#,
        r#"the member "trust" is "everyone", not a trust"#,
    );
    check(
        r#"{"type":"open","host":"h","port":1,"trust":"azure","schemes":["dsa"]}"#,
        r#"the member "schemes" is "dsa", not a signature scheme"#,
    );
    let error = RelayMessage::from_json(r#"{"type":"open"}"#).unwrap_err();
    assert_eq!(
        error.source().unwrap().to_string(),
        r#"the member "type" is "open", not a message of the relay"#
    );
}

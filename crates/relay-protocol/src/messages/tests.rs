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
    let json = |trust: Trust| serde_json::to_string(&trust).unwrap();
    assert_eq!(json(Trust::Practice), r#""practice""#);
    assert_eq!(
        json(Trust::Certificates(vec![Binary(vec![0x30])])),
        r#"{"certificates":["MA=="]}"#
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
    for text in [
        "",
        "{}",
        r#"{"type":"shell"}"#,
        r#"{"type":"signature","id":-1,"signature":"AQID"}"#,
        r#"{"type":"signature","id":1,"signature":"A"}"#,
        r#"{"type":"open","host":"h","port":70000,"trust":"azure"}"#,
        r#"{"type":"open","host":"h","port":1,"trust":"everyone"}"#,
    ] {
        let error = PageMessage::from_json(text).unwrap_err();
        assert_eq!(error.to_string(), "not a message of the tunnel");
        assert!(error.source().is_some());
    }
}

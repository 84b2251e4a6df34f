//! Recorded connections, and messages made by hand where no recording has them.

use wire_layers::Sender;
use wire_layers::tls::dissect;
use wire_layers::tree::{Anatomy, Field};

use crate::{corpus, tiles};

/// Streams of what the recordings lack.
pub(crate) fn made() -> Vec<(Sender, Vec<u8>)> {
    let mut all = Vec::new();
    for alert in 0..=120 {
        all.push((Sender::Server, vec![21, 3, 3, 0, 2, 2, alert]));
    }
    let hello_request = message(0, &[]);
    let other = message(20, &[1, 2, 3]);
    let status = message(22, &[1, 0, 0, 2, 0x30, 0]);
    let request = message(13, &[1, 64, 0, 2, 4, 3, 0, 4, 0, 2, 0x30, 0]);
    let dhe = message(12, &[0, 1, 5]);
    let rsa = message(16, &[0, 2, 1, 2]);
    let extensions = extension(1, &[2]);
    let extensions = [
        extensions,
        extension(44, &[0, 1, 7]),
        extension(47, &[0, 4, 0, 2, 0x30, 0]),
        extension(5, &[1, 0, 0, 0, 0]),
    ]
    .concat();
    let extensions = [
        extensions,
        extension(16, &[0, 5, 4, b'm', b'q', b't', b't']),
        extension(41, &[0, 0]),
        extension(0xFF01, &[1, 7]),
    ]
    .concat();
    let hello = hello(1, &[0, 2, 0x13, 1, 1, 0], &extensions);
    let chosen = self::hello(2, &[0x13, 1, 0], &extension(41, &[0, 0]));
    for stream in [
        hello_request,
        other,
        status,
        request,
        dhe,
        rsa,
        hello,
        chosen,
    ] {
        all.push((Sender::Server, record(22, &stream)));
    }
    // Behind the change of ciphers, an alert is encrypted; and a record that is not whole, nor what it says.
    all.push((
        Sender::Server,
        [record(20, &[1]), record(21, &[7; 26])].concat(),
    ));
    all.push((Sender::Client, vec![22, 3, 3, 0, 9, 1, 0]));
    all.push((Sender::Client, record(20, &[2])));
    all.push((Sender::Client, b"\x16\x03".to_vec()));
    all
}

fn record(content_type: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("short").to_be_bytes();
    [&[content_type, 3, 3][..], &length, body].concat()
}

fn message(number: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("short").to_be_bytes();
    [&[number][..], &length[1..], body].concat()
}

fn extension(number: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("short").to_be_bytes();
    [&number.to_be_bytes()[..], &length, body].concat()
}

fn hello(number: u8, suites: &[u8], extensions: &[u8]) -> Vec<u8> {
    let length = u16::try_from(extensions.len())
        .expect("short")
        .to_be_bytes();
    let body = [&[3, 3][..], &[9; 32], &[0], suites, &length, extensions].concat();
    message(number, &body)
}

fn recorded(name: &str) -> (Vec<u8>, Anatomy) {
    let (sender, bytes) = corpus::connection(name);
    let anatomy = dissect(sender, &bytes);
    assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));
    (bytes, anatomy)
}

fn values(anatomy: &Anatomy, kind: &str) -> Vec<String> {
    let mut found = Vec::new();
    tiles::each(&anatomy.fields, &mut |field: &Field| {
        if field.kind == kind {
            found.push(field.value.clone());
        }
    });
    found
}

fn messages(anatomy: &Anatomy) -> Vec<String> {
    values(anatomy, "tls.handshake-type")
}

#[test]
fn tls_1_2_shows_both_chains_and_hides_what_follows() {
    for key in ["ecdsa", "rsa"] {
        let (_, client) = recorded(&format!("tls12_{key}.client"));
        assert_eq!(client.problems, []);
        assert_eq!(
            messages(&client),
            [
                "ClientHello",
                "Certificate",
                "ClientKeyExchange",
                "CertificateVerify"
            ]
        );
        assert_eq!(values(&client, "tls.server-name"), ["localhost"]);
        assert_eq!(
            values(&client, "tls.version.offered"),
            ["TLS 1.3", "TLS 1.2"]
        );
        assert_eq!(values(&client, "tls.encrypted.finished").len(), 1);
        assert!(values(&client, "tls.encrypted.application-data").len() > 1);
        assert_eq!(values(&client, "tls.encrypted.alert").len(), 1);
        assert_eq!(values(&client, "tls.encrypted.all"), [""; 0]);

        let (bytes, server) = recorded(&format!("tls12_{key}.server"));
        assert_eq!(server.problems, []);
        let expected = [
            "ServerHello",
            "Certificate",
            "ServerKeyExchange",
            "CertificateRequest",
            "ServerHelloDone",
            "NewSessionTicket",
        ];
        assert_eq!(messages(&server), expected);
        let suite = &values(&server, "tls.cipher-suite.chosen")[0];
        assert_eq!(
            suite,
            &format!("TLS_ECDHE_{}_WITH_AES_256_GCM_SHA384", key.to_uppercase())
        );
        // The chain exactly as sent: the field's bytes are the certificate.
        let mut found = 0;
        tiles::each(&server.fields, &mut |field| {
            if field.kind == "tls.certificate.server" {
                found += 1;
                assert_eq!(bytes[field.bytes.clone()][..2], [0x30, 0x82]);
                assert_eq!(field.label, "Certificate 1, the leaf");
            }
        });
        assert_eq!(found, 1);
    }
}

#[test]
fn tls_1_3_shows_the_hellos_and_hides_everything_else() {
    for key in ["ecdsa", "rsa"] {
        let (_, client) = recorded(&format!("tls13_{key}.client"));
        assert_eq!(client.problems, []);
        assert_eq!(messages(&client), ["ClientHello"]);
        assert!(values(&client, "tls.encrypted.all").len() > 2);
        let (_, server) = recorded(&format!("tls13_{key}.server"));
        assert_eq!(server.problems, []);
        assert_eq!(messages(&server), ["ServerHello"]);
        assert_eq!(values(&server, "tls.version.chosen"), ["TLS 1.3"]);
        assert_eq!(values(&server, "tls.encrypted.application-data"), [""; 0]);
        assert!(values(&server, "tls.encrypted.all").len() > 2);
    }
}

#[test]
fn a_second_hello_behind_a_change_of_ciphers_is_read() {
    let (_, client) = recorded("tls13_retry.client");
    assert_eq!(messages(&client), ["ClientHello", "ClientHello"]);
    let (_, server) = recorded("tls13_retry.server");
    assert_eq!(messages(&server), ["ServerHello", "ServerHello"]);
    assert_eq!(values(&server, "tls.random.retry").len(), 1);
    assert_eq!(values(&server, "tls.random.server").len(), 1);
}

#[test]
fn alerts_say_what_they_mean() {
    let (_, client) = recorded("tls12_unknown_ca.client");
    assert_eq!(values(&client, "tls.alert.unknown-ca"), ["unknown_ca"]);
    let (_, server) = recorded("tls12_protocol_version.server");
    assert_eq!(
        values(&server, "tls.alert.protocol-version"),
        ["protocol_version"]
    );
    assert_eq!(values(&server, "tls.alert-level"), ["fatal"]);
}

#[test]
fn a_client_without_a_certificate_is_seen_to_have_none() {
    let (_, client) = recorded("tls12_no_client_certificate.client");
    assert_eq!(values(&client, "tls.certificate.none"), ["none"]);
}

#[test]
fn a_message_in_two_records_is_understood_and_shown_in_pieces() {
    let (sender, bytes) = corpus::connection("tls12_rsa.server");
    let length = usize::from(u16::from_be_bytes([bytes[3], bytes[4]]));
    let (first, rest) = bytes[5..].split_at(length);
    let (one, other) = first.split_at(30);
    let split = [record(22, one), record(22, other), rest.to_vec()].concat();
    let anatomy = dissect(sender, &split);
    assert_eq!(tiles::check(&anatomy, split.len()), Ok(()));
    assert_eq!(anatomy.problems, []);
    let random: Vec<_> = {
        let mut found = Vec::new();
        tiles::each(&anatomy.fields, &mut |field| {
            if field.kind == "tls.random.server" {
                found.push((field.label.to_string(), field.bytes.clone()));
            }
        });
        found
    };
    assert_eq!(random[0], ("Random".to_owned(), 11..35));
    assert_eq!(random[1], ("Random (continued)".to_owned(), 40..48));
}

#[test]
fn what_is_no_tls_is_said_to_be_none() {
    let anatomy = dissect(Sender::Client, b"\x10\x0d\x00\x04MQTT");
    assert_eq!(anatomy.problems[0].text, "no record of TLS begins here");
    assert_eq!(anatomy.problems[0].clause, "RFC 8446, section 5.1");
    assert_eq!(anatomy.fields[0].kind, "tls.not-tls");
    let long = dissect(Sender::Client, &[22, 3, 3, 0xFF, 0xFF, 1]);
    assert_eq!(
        (long.problems[0].bytes.clone(), long.problems[0].clause),
        (3..5, "RFC 8446, section 5.2")
    );
}

#[test]
fn what_is_cut_off_or_too_long_is_located() {
    let (sender, bytes) = corpus::connection("tls12_ecdsa.client");
    let cut = &bytes[..100];
    let anatomy = dissect(sender, cut);
    assert_eq!(tiles::check(&anatomy, 100), Ok(()));
    let texts: Vec<_> = anatomy
        .problems
        .iter()
        .map(|problem| problem.text.as_str())
        .collect();
    assert!(
        texts
            .iter()
            .any(|text| text.starts_with("the record is cut off")),
        "{texts:?}"
    );
    assert!(
        texts
            .iter()
            .any(|text| text.starts_with("ClientHello is cut off")),
        "{texts:?}"
    );

    // The list of cipher suites says that it is longer than the message.
    let mut long = bytes;
    let at = 5 + 4 + 2 + 32 + 1 + 32;
    long[at] = 0x7F;
    let anatomy = dissect(sender, &long);
    let problem = &anatomy.problems[0];
    assert_eq!(problem.text, "something is longer than what it stands in");
    assert_eq!(problem.bytes, at..at + 2);
}

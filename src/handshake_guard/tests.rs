use super::*;

const TLS12: &[u8] = include_bytes!("testdata/tls12_p256.bin");
const TLS13: &[u8] = include_bytes!("testdata/tls13_p256.bin");
const P256: SignatureScheme = SignatureScheme::EcdsaSecp256r1Sha256;

fn chain() -> Vec<Vec<u8>> {
    vec![
        include_bytes!("testdata/leaf.der").to_vec(),
        include_bytes!("testdata/ca.der").to_vec(),
    ]
}

#[track_caller]
fn check(message: &[u8], expected: Result<Handshake, Refusal>) {
    let presented = Presented {
        chain: &chain(),
        schemes: &[P256],
    };
    assert_eq!(examine(message, P256, presented), expected);
}

/// A handshake message as TLS 1.2 frames it.
fn framed(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&[kind], &length[1..], body].concat()
}

fn certificates(chain: &[Vec<u8>]) -> Vec<u8> {
    let list: Vec<u8> = chain
        .iter()
        .flat_map(|certificate| framed(0, certificate)[1..].to_vec())
        .collect();
    framed(11, &framed(0, &list)[1..])
}

/// The kinds and bytes of the messages in the real sample.
fn sample_messages() -> Vec<(u8, Vec<u8>)> {
    let mut messages = Vec::new();
    let mut rest = TLS12;
    while let Some((kind, after)) = rest.split_first() {
        let (body, after) = prefixed(after).unwrap();
        messages.push((*kind, framed(*kind, body)));
        rest = after;
    }
    messages
}

fn joined(messages: &[(u8, Vec<u8>)]) -> Vec<u8> {
    messages
        .iter()
        .flat_map(|(_, bytes)| bytes.clone())
        .collect()
}

#[test]
fn real_handshakes_are_signed() {
    check(TLS12, Ok(Handshake::Tls12));
    check(TLS13, Ok(Handshake::Tls13));
}

#[test]
fn the_sample_is_made_of_the_messages_of_a_full_handshake() {
    let kinds: Vec<u8> = sample_messages().iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [1, 2, 11, 12, 13, 14, 11, 16]);
}

#[test]
fn tls13_with_the_longer_transcript_hash_is_signed() {
    let sha256 = TLS13.len() - 48;
    assert_eq!(TLS13[sha256 - 1], 0, "the sample was made with SHA-384");
    check(&TLS13[..sha256 + 32], Ok(Handshake::Tls13));
    check(&TLS13[..sha256], Err(Refusal::TranscriptHashLength(0)));
    check(
        &[TLS13, &[0]].concat(),
        Err(Refusal::TranscriptHashLength(49)),
    );
}

#[test]
fn tls13_of_a_server_is_refused() {
    let server = [
        &[b' '; 64][..],
        b"TLS 1.3, server CertificateVerify\0",
        &[7; 32],
    ]
    .concat();
    check(&server, Err(Refusal::OtherPurpose));
    check(&[b' '; 64], Err(Refusal::OtherPurpose));
    check(&TLS13[1..], Err(Refusal::NotAHandshake));
}

#[test]
fn schemes_must_be_offered_and_fit_the_version() {
    let chain = chain();
    let pkcs1 = SignatureScheme::RsaPkcs1Sha256;
    let ecdsa_only = Presented {
        chain: &chain,
        schemes: &[P256],
    };
    assert_eq!(
        examine(TLS12, pkcs1, ecdsa_only),
        Err(Refusal::SchemeNotOffered(pkcs1))
    );
    let rsa = Presented {
        chain: &chain,
        schemes: &[pkcs1],
    };
    assert_eq!(
        examine(TLS13, pkcs1, rsa),
        Err(Refusal::SchemeNotForTls13(pkcs1))
    );
    assert_eq!(examine(TLS12, pkcs1, rsa), Ok(Handshake::Tls12));
}

#[test]
fn other_things_worth_signing_are_refused() {
    for bytes in [
        &b""[..],
        b"eyJhbGciOiJFUzI1NiJ9.e30",
        &chain()[0],
        b"SharedAccessSignature sr=",
        &[0; 32],
    ] {
        check(bytes, Err(Refusal::NotAHandshake));
    }
    check(
        &framed(1, b"a certificate request dressed up"),
        Err(Refusal::MessageMissing("ServerHello")),
    );
}

#[test]
fn every_truncation_is_refused() {
    let presented = Presented {
        chain: &chain(),
        schemes: &[P256],
    };
    for end in 0..TLS12.len() {
        assert!(
            examine(&TLS12[..end], P256, presented).is_err(),
            "cut off at {end}"
        );
    }
    for end in 0..TLS13.len() {
        let sha256_only = end == TLS13.len() - 16;
        assert_eq!(
            examine(&TLS13[..end], P256, presented).is_ok(),
            sha256_only,
            "cut off at {end}"
        );
    }
}

#[test]
fn a_transcript_that_goes_on_is_refused() {
    check(
        &[TLS12, &framed(20, &[0; 12])].concat(),
        Err(Refusal::TrailingBytes(TLS12.len())),
    );
}

#[test]
fn messages_must_stand_where_they_belong() {
    let messages = sample_messages();
    for (index, (kind, _)) in messages.iter().enumerate() {
        let mut without = messages.clone();
        without.remove(index);
        let optional = *kind == 12;
        let presented = Presented {
            chain: &chain(),
            schemes: &[P256],
        };
        assert_eq!(
            examine(&joined(&without), P256, presented).is_ok(),
            optional,
            "without message {index}"
        );
    }
    let mut stapled = messages.clone();
    stapled.insert(3, (22, framed(22, &[1, 0, 0, 0])));
    check(&joined(&stapled), Ok(Handshake::Tls12));
    let mut swapped = messages;
    swapped.swap(4, 5);
    check(
        &joined(&swapped),
        Err(Refusal::MessageMissing("CertificateRequest")),
    );
}

#[test]
fn certificates_of_others_are_refused() {
    let [leaf, ca] = [chain().remove(0), chain().remove(1)];
    let mut longer = chain();
    longer.push(ca.clone());
    for other in [
        vec![],
        vec![leaf.clone()],
        vec![ca.clone(), leaf],
        vec![ca],
        longer,
    ] {
        let mut messages = sample_messages();
        messages[6] = (11, certificates(&other));
        check(&joined(&messages), Err(Refusal::ForeignChain));
    }
    let mut messages = sample_messages();
    assert_eq!(
        messages[6].1,
        certificates(&chain()),
        "the sample presents our chain"
    );
    let length = messages[6].1.len();
    messages[6].1[length - 1] ^= 1;
    check(&joined(&messages), Err(Refusal::ForeignChain));
    let empty = Presented {
        chain: &[],
        schemes: &[P256],
    };
    messages[6] = (11, certificates(&[]));
    assert_eq!(
        examine(&joined(&messages), P256, empty),
        Err(Refusal::ForeignChain)
    );
}

#[test]
fn refusals_read_as_clauses() {
    for (refusal, text) in [
        (
            Refusal::ForeignChain,
            "the TLS 1.2 transcript presents other certificates than ours",
        ),
        (
            Refusal::MessageMissing("ServerHello"),
            "the TLS 1.2 transcript has no ServerHello where it belongs",
        ),
    ] {
        assert_eq!(refusal.to_string(), text);
    }
}

//! Keys as plain `openssl` writes them, in every container, and whose certificate they belong to.

use aws_lc_rs::signature::{self, EcdsaKeyPair, RsaKeyPair};
use device_certs::certificate::Certificate;
use device_certs::{Belongs, KeyError, KeyKind, PrivateKey, intake, pem};

use crate::openssl::Openssl;

#[track_caller]
fn key(file: &[u8]) -> PrivateKey {
    intake::private_key(file, &pem::read(file))
        .unwrap_or_else(|problem| panic!("{}: {}", problem.what, problem.fix))
}

#[track_caller]
fn certificate(file: &[u8]) -> Certificate {
    let (certificates, problems) = intake::certificates(file, &pem::read(file));
    assert_eq!(problems, []);
    certificates[0].clone()
}

/// Another implementation can import what we made of the file.
#[track_caller]
fn check_import(key: &PrivateKey) {
    let pkcs8 = key.pkcs8_der();
    let imported = match key.kind().to_string().as_str() {
        "EC P-256" => {
            EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8).is_ok()
        }
        "EC P-384" => {
            EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P384_SHA384_ASN1_SIGNING, pkcs8).is_ok()
        }
        "EC P-521" => {
            EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P521_SHA512_ASN1_SIGNING, pkcs8).is_ok()
        }
        "RSA 2048" | "RSA 4096" => RsaKeyPair::from_pkcs8(pkcs8).is_ok(),
        "Ed25519" => signature::Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).is_ok(),
        other => panic!("{other}"),
    };
    assert!(imported);
}

#[test]
fn every_container_gives_the_same_pkcs_8_and_public_key() {
    let openssl = Openssl::new();
    openssl.self_signed("other", "P-256");
    let other = certificate(&openssl.read("other.pem"));
    for kind in ["P-256", "P-384", "P-521", "RSA-2048", "RSA-4096"] {
        openssl.self_signed("dev", kind);
        openssl.run("pkey -in dev.key -traditional -out traditional.key");
        openssl.run("pkey -in dev.key -outform DER -out pkcs8.der");
        openssl.run("pkey -in dev.key -traditional -outform DER -out traditional.der");
        openssl.run("pkcs8 -topk8 -nocrypt -in dev.key -outform DER -out expected.der");
        openssl.run("pkey -in dev.key -pubout -outform DER -out public.der");
        openssl.run("req -new -key dev.key -subj /CN=dev -out dev.csr");
        openssl.run("x509 -req -in dev.csr -signkey dev.key -out v1.pem");
        let certificates = [
            certificate(&openssl.read("dev.pem")),
            certificate(&openssl.read("v1.pem")),
        ];
        for container in [
            "dev.key",
            "traditional.key",
            "pkcs8.der",
            "traditional.der",
            "expected.der",
        ] {
            let key = key(&openssl.read(container));
            assert_eq!(
                key.pkcs8_der().as_slice(),
                openssl.read("expected.der"),
                "{kind} {container}"
            );
            assert_eq!(
                key.public_key(),
                Some(openssl.read("public.der").as_slice()),
                "{kind} {container}"
            );
            for certificate in &certificates {
                assert_eq!(*key.kind(), certificate.key);
                assert_eq!(key.belongs_to(certificate), Belongs::Yes);
            }
            assert_eq!(key.belongs_to(&other), Belongs::No);
            check_import(&key);
        }
    }
}

#[test]
fn another_key_of_the_same_kind_does_not_belong() {
    let openssl = Openssl::new();
    for kind in ["P-256", "RSA-2048"] {
        openssl.self_signed("dev", kind);
        openssl.key("stranger.key", kind);
        let stranger = key(&openssl.read("stranger.key"));
        assert_eq!(
            stranger.belongs_to(&certificate(&openssl.read("dev.pem"))),
            Belongs::No
        );
    }
}

#[test]
fn an_ec_parameters_block_may_lead_and_may_be_needed() {
    let openssl = Openssl::new();
    openssl.run("ecparam -name prime256v1 -genkey -out both.pem");
    let file = openssl.read("both.pem");
    assert!(file.starts_with(b"-----BEGIN EC PARAMETERS-----"));
    check_import(&key(&file));

    // A SEC1 key that leaves the curve to the block before it.
    let reading = pem::read(&file);
    let (parameters, whole) = (&reading.items[0], &reading.items[1]);
    let point_at = 39 + 12;
    let mut der = whole.der.to_vec();
    assert_eq!(
        der[39..51],
        [0xa0, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]
    );
    der.drain(39..point_at);
    der[1] -= 12;
    let bare = pem::pem_encode("EC PRIVATE KEY", &der);
    let block = pem::pem_encode("EC PARAMETERS", &parameters.der);
    let expected = key(&file);
    assert_eq!(
        key((block + &bare).as_bytes()).pkcs8_der(),
        expected.pkcs8_der()
    );
    let missing = PrivateKey::read(&pem::read(bare.as_bytes()).items[0]);
    assert_eq!(missing.unwrap_err(), KeyError::CurveMissing);
}

#[test]
fn a_key_without_its_public_point_needs_proof() {
    let openssl = Openssl::new();
    openssl.self_signed("dev", "P-256");
    openssl.self_signed("large", "P-384");
    openssl.run("ec -in dev.key -no_public -out bare.key");
    let key = key(&openssl.read("bare.key"));
    assert_eq!(key.public_key(), None);
    assert_eq!(
        key.belongs_to(&certificate(&openssl.read("dev.pem"))),
        Belongs::NeedsProof
    );
    assert_eq!(
        key.belongs_to(&certificate(&openssl.read("large.pem"))),
        Belongs::No
    );
    check_import(&key);
}

#[test]
fn a_compressed_point_belongs_to_its_certificate() {
    let openssl = Openssl::new();
    openssl.self_signed("dev", "P-256");
    openssl.self_signed("other", "P-256");
    openssl.run("ec -in dev.key -conv_form compressed -out compressed.key");
    let key = key(&openssl.read("compressed.key"));
    assert!(key.public_key().unwrap().len() < 70);
    assert_eq!(
        key.belongs_to(&certificate(&openssl.read("dev.pem"))),
        Belongs::Yes
    );
    assert_eq!(
        key.belongs_to(&certificate(&openssl.read("other.pem"))),
        Belongs::No
    );
}

#[test]
fn ed25519_keys_are_read_but_do_not_tell_their_public_key() {
    let openssl = Openssl::new();
    openssl.run("genpkey -algorithm ED25519 -out dev.key");
    openssl.run("req -x509 -new -key dev.key -subj /CN=dev -out dev.pem");
    let key = key(&openssl.read("dev.key"));
    assert_eq!(*key.kind(), KeyKind::Ed25519);
    assert_eq!(
        key.belongs_to(&certificate(&openssl.read("dev.pem"))),
        Belongs::NeedsProof
    );
    check_import(&key);
}

#[test]
fn ec_numbers_get_the_length_of_their_curve() {
    // RFC 5915 wants leading zeros; some tools leave them out, others add one.
    let number = [&[0; 2][..], &[7; 30]].concat();
    let sec1 = |number: &[u8]| {
        let length = number.len() as u8;
        let curve = [0xa0, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
        let der = [
            &[0x30, 3 + 2 + length + 12, 2, 1, 1, 4, length][..],
            number,
            &curve,
        ]
        .concat();
        let pem = pem::pem_encode("EC PRIVATE KEY", &der);
        PrivateKey::read(&pem::read(pem.as_bytes()).items[0])
    };
    let expected = sec1(&number).unwrap();
    check_import(&expected);
    assert_eq!(
        sec1(&number[2..]).unwrap().pkcs8_der(),
        expected.pkcs8_der()
    );
    assert_eq!(
        sec1(&[&[0], number.as_slice()].concat())
            .unwrap()
            .pkcs8_der(),
        expected.pkcs8_der()
    );
    let malformed = KeyError::Malformed {
        field: "privateKey",
    };
    assert_eq!(sec1(&[7; 33]).unwrap_err(), malformed);
    assert_eq!(sec1(&[0; 32]).unwrap_err(), malformed);
}

#[test]
fn certificate_and_key_from_one_file_with_text_and_foreign_line_ends() {
    let openssl = Openssl::new();
    openssl.self_signed("dev", "P-256");
    openssl.run("x509 -in dev.pem -text -out text.pem");
    let plain = [
        openssl.read("text.pem"),
        b"Bag Attributes\n    localKeyID: 01\n".to_vec(),
        openssl.read("dev.key"),
    ];
    let plain = String::from_utf8(plain.concat()).unwrap();
    let indented = plain
        .lines()
        .map(|line| format!("   {line}\t\n"))
        .collect::<String>();
    let (expected_key, expected) = (key(plain.as_bytes()), certificate(plain.as_bytes()));
    for variant in [
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        format!("\u{feff}{}", plain.replace('\n', "\r\n")),
        format!(
            "\u{feff}{}",
            plain
                .split_once("-----BEGIN")
                .map(|(_, rest)| format!("-----BEGIN{rest}"))
                .unwrap()
        ),
        plain.trim_end().to_owned(),
        indented,
    ] {
        assert_eq!(certificate(variant.as_bytes()), expected);
        assert_eq!(
            key(variant.as_bytes()).pkcs8_der(),
            expected_key.pkcs8_der()
        );
    }
    let reading = pem::read(plain.as_bytes());
    let item = &reading.items[1];
    assert!(plain[item.bytes.clone()].starts_with("-----BEGIN PRIVATE KEY-----"));
    assert!(plain[item.bytes.clone()].ends_with("-----END PRIVATE KEY-----"));
    assert_eq!(
        plain.lines().nth(item.lines.start - 1),
        Some("-----BEGIN PRIVATE KEY-----")
    );
    assert_eq!(
        plain.lines().nth(item.lines.end - 2),
        Some("-----END PRIVATE KEY-----")
    );
}

//! Keys of every kind and container: imported, not to be taken out again, signing what verifies.

use device_certs::{Certificate, PrivateKey, SignatureAlgorithm, SignatureCheck, Verdict, pem};
use dps_playground_page::browser::web_crypto::{Signer, signature_algorithm, verify};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{Fixture, fixture};

const P256: Fixture = fixture!("p256.cert.pem");
const RSA: &[&str] = &[
    "rsa_pss_rsae_sha256",
    "rsa_pss_rsae_sha384",
    "rsa_pss_rsae_sha512",
    "rsa_pkcs1_sha256",
    "rsa_pkcs1_sha384",
    "rsa_pkcs1_sha512",
];

pub(crate) fn certificate((_, bytes): Fixture) -> Certificate {
    Certificate::read(&pem::read(bytes).items[0].der).0
}

pub(crate) async fn signer((name, bytes): Fixture) -> Signer {
    let reading = pem::read(bytes);
    let item = reading
        .items
        .iter()
        .find(|item| item.kind.is_private_key())
        .expect(name);
    Signer::import(&PrivateKey::read(item).expect(name))
        .await
        .expect(name)
}

/// Imports the key, tries to take it out again, and signs with every scheme.
async fn check(key: Fixture, certificate_file: Fixture, schemes: &[&str]) {
    let name = key.0;
    let signer = signer(key).await;
    let certificate = certificate(certificate_file);
    let offered: Vec<_> = signer
        .schemes()
        .iter()
        .map(|scheme| scheme.as_str())
        .collect();
    assert_eq!(offered, schemes, "{name}");
    assert_eq!(*signer.kind(), certificate.key, "{name}");
    stays_inside(&signer).await;
    for scheme in signer.schemes() {
        let message = b"what TLS signs".to_vec();
        let signature = signer.sign(scheme, &message).await.expect(name);
        let mut check = SignatureCheck {
            algorithm: signature_algorithm(scheme),
            public_key: certificate.spki_der().to_vec(),
            message,
            signature,
        };
        assert_eq!(verify(&check).await, Verdict::Valid, "{name} {scheme:?}");
        check.message[0] ^= 1;
        assert_eq!(
            verify(&check).await,
            Verdict::Invalid,
            "{name} {scheme:?}, another message"
        );
        check.message[0] ^= 1;
        let last = check.signature.len() - 1;
        check.signature[last] ^= 1;
        assert_eq!(
            verify(&check).await,
            Verdict::Invalid,
            "{name} {scheme:?}, another signature"
        );
    }
}

async fn stays_inside(signer: &Signer) {
    let subtle = web_sys::window().unwrap().crypto().unwrap().subtle();
    for key in signer.keys() {
        assert!(!key.extractable());
        assert_eq!(key.type_(), "private");
        assert_eq!(key.usages().to_vec(), ["sign"]);
        for format in ["pkcs8", "jwk", "raw"] {
            let exported = subtle.export_key(format, key).unwrap();
            assert!(
                JsFuture::from(exported).await.is_err(),
                "exported as {format}"
            );
        }
    }
}

#[wasm_bindgen_test]
async fn p256_of_every_container() {
    for key in [
        fixture!("p256.pkcs8.pem"),
        fixture!("p256.pkcs8.der"),
        fixture!("p256.sec1.pem"),
        fixture!("p256.sec1-with-parameters.pem"),
        fixture!("p256.sec1-no-public.pem"),
        fixture!("p256.combined.pem"),
    ] {
        check(key, P256, &["ecdsa_secp256r1_sha256"]).await;
    }
}

#[wasm_bindgen_test]
async fn p384_and_p521_sign_with_the_hash_of_the_curve() {
    for key in [
        fixture!("p384.pkcs8.pem"),
        fixture!("p384.pkcs8.der"),
        fixture!("p384.sec1.pem"),
        fixture!("p384.sec1-with-parameters.pem"),
    ] {
        check(key, fixture!("p384.cert.pem"), &["ecdsa_secp384r1_sha384"]).await;
    }
    for key in [
        fixture!("p521.pkcs8.pem"),
        fixture!("p521.sec1-with-parameters.pem"),
    ] {
        check(key, fixture!("p521.cert.pem"), &["ecdsa_secp521r1_sha512"]).await;
    }
}

#[wasm_bindgen_test]
async fn rsa_signs_with_every_scheme() {
    check(
        fixture!("rsa2048.pkcs8.pem"),
        fixture!("rsa2048.cert.pem"),
        RSA,
    )
    .await;
    check(
        fixture!("rsa2048.pkcs1.pem"),
        fixture!("rsa2048.cert.pem"),
        RSA,
    )
    .await;
    check(
        fixture!("rsa4096.pkcs1.pem"),
        fixture!("rsa4096.cert.pem"),
        RSA,
    )
    .await;
}

#[wasm_bindgen_test]
async fn certificates_of_openssl_verify_under_themselves() {
    for file in [
        fixture!("p256.cert.pem"),
        fixture!("p384.cert.pem"),
        fixture!("p521.cert.pem"),
        fixture!("rsa2048.cert.pem"),
        fixture!("rsa4096.cert.pem"),
    ] {
        let own = device_certs::chain::self_check(&certificate(file)).expect("self-issued");
        assert_eq!(verify(&own).await, Verdict::Valid, "{}", file.0);
    }
}

#[wasm_bindgen_test]
async fn what_cannot_be_checked_is_neither_valid_nor_invalid() {
    let mut check = device_certs::chain::self_check(&certificate(P256)).unwrap();
    check.algorithm = SignatureAlgorithm::Other("1.2.840.113549.1.1.4".to_owned());
    assert!(
        matches!(verify(&check).await, Verdict::NotCheckable(_)),
        "MD5"
    );
    let mut check = device_certs::chain::self_check(&certificate(P256)).unwrap();
    check.public_key.truncate(40);
    assert!(
        matches!(verify(&check).await, Verdict::NotCheckable(_)),
        "no public key"
    );
}

#[wasm_bindgen_test]
async fn signatures_of_another_kind_or_shape_are_invalid() {
    let p256 = device_certs::chain::self_check(&certificate(P256)).unwrap();
    let rsa = certificate(fixture!("rsa2048.cert.pem"));
    let by_rsa = SignatureCheck {
        public_key: rsa.spki_der().to_vec(),
        ..p256.clone()
    };
    assert_eq!(verify(&by_rsa).await, Verdict::Invalid);
    for signature in [vec![], vec![0; 64], vec![0x30, 0]] {
        let check = SignatureCheck {
            signature,
            ..p256.clone()
        };
        assert_eq!(verify(&check).await, Verdict::Invalid);
    }
}

#[wasm_bindgen_test]
async fn possession_is_proven_by_the_right_key_alone() {
    let spki = certificate(P256).spki_der().to_vec();
    let right = signer(fixture!("p256.sec1-no-public.pem"))
        .await
        .prove_possession(&spki)
        .await
        .unwrap();
    assert_eq!(right.1, Verdict::Valid);
    let wrong = signer(fixture!("p256.other.pem"))
        .await
        .prove_possession(&spki)
        .await
        .unwrap();
    assert_eq!(wrong.1, Verdict::Invalid);
}

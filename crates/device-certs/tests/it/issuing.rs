//! What we issue is judged by `openssl verify` and by webpki. One piece: they share issuers.

use std::time::Duration;

use device_certs::certificate::{AltName, Certificate, ValidAt};
use device_certs::issue::{RequestTemplate, Template};
use device_certs::{Hash, SignatureAlgorithm, pem_encode};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use crate::openssl::Openssl;
use crate::signer::Signer;

const NOW: i64 = 1_800_000_000;
const DAY: i64 = 86_400;

pub(crate) fn write(openssl: &Openssl, name: &str, certificate: &Certificate) {
    openssl.write(name, pem_encode("CERTIFICATE", &certificate.der).as_bytes());
}

fn webpki_verify(
    leaf: &Certificate,
    intermediates: &[&Certificate],
    root: &Certificate,
    now: i64,
    usage: KeyUsage,
) -> Result<(), webpki::Error> {
    let root = CertificateDer::from(root.der.as_slice());
    let anchor = anchor_from_trusted_cert(&root)?;
    let intermediates: Vec<_> = intermediates
        .iter()
        .map(|certificate| CertificateDer::from(certificate.der.as_slice()))
        .collect();
    let leaf = CertificateDer::from(leaf.der.as_slice());
    let now = UnixTime::since_unix_epoch(Duration::from_secs(now.unsigned_abs()));
    EndEntityCert::try_from(&leaf)?
        .verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &[anchor],
            &intermediates,
            now,
            usage,
            None,
            None,
        )
        .map(|_| ())
}

struct Chain {
    root: Certificate,
    middle: Certificate,
    leaf: Certificate,
    middle_key: Signer,
}

fn chain(algorithm: &SignatureAlgorithm) -> Chain {
    let [root_key, middle_key, leaf_key] = [(); 3].map(|()| Signer::new(algorithm.clone()));
    let root = Template::ca("practice root", root_key.spki(), algorithm.clone(), Some(1));
    let root = root_key.issue(
        &root
            .valid(NOW - 9 * DAY, NOW + 30 * DAY)
            .serial(vec![0x80, 1]),
    );
    let middle = Template::ca(
        "practice middle",
        middle_key.spki(),
        algorithm.clone(),
        Some(0),
    )
    .issued_by(&root);
    let middle = root_key.issue(&middle.valid(NOW - 9 * DAY, NOW + 20 * DAY).serial(vec![2]));
    let leaf = Template::leaf("dev-01", leaf_key.spki(), algorithm.clone()).issued_by(&middle);
    let leaf = middle_key.issue(&leaf.valid(NOW - DAY, NOW + 10 * DAY).serial(vec![3]));
    Chain {
        root,
        middle,
        leaf,
        middle_key,
    }
}

#[test]
fn chains_of_every_algorithm_are_accepted() {
    let openssl = Openssl::new();
    for algorithm in [
        SignatureAlgorithm::Ecdsa(Hash::Sha256),
        SignatureAlgorithm::Ecdsa(Hash::Sha384),
        SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
        SignatureAlgorithm::RsaPkcs1(Hash::Sha384),
        SignatureAlgorithm::RsaPss(Hash::Sha256),
        SignatureAlgorithm::Ed25519,
    ] {
        let Chain {
            root, middle, leaf, ..
        } = chain(&algorithm);
        for (name, certificate) in [
            ("root.pem", &root),
            ("middle.pem", &middle),
            ("leaf.pem", &leaf),
        ] {
            write(&openssl, name, certificate);
        }
        openssl.run(&format!(
            "verify -x509_strict -purpose sslclient -attime {NOW} -CAfile root.pem -untrusted middle.pem leaf.pem"
        ));
        assert_eq!(
            webpki_verify(&leaf, &[&middle], &root, NOW, KeyUsage::client_auth()),
            Ok(()),
            "{algorithm}"
        );
        // The judges do judge.
        openssl.fails(&format!("verify -attime {NOW} -CAfile root.pem leaf.pem"));
        let without = webpki_verify(&leaf, &[], &root, NOW, KeyUsage::client_auth());
        assert_eq!(without, Err(webpki::Error::UnknownIssuer));
    }
}

#[test]
fn a_self_signed_leaf_is_accepted_as_its_own_root() {
    let openssl = Openssl::new();
    let signer = Signer::p256();
    let template =
        Template::leaf("dev-01", signer.spki(), signer.algorithm()).valid(NOW, NOW + DAY);
    let leaf = signer.issue(&template);
    write(&openssl, "leaf.pem", &leaf);
    openssl.run(&format!(
        "verify -check_ss_sig -purpose sslclient -attime {NOW} -CAfile leaf.pem leaf.pem"
    ));
    assert!(leaf.is_self_issued());
    assert_eq!(leaf.subject.to_string(), "CN=dev-01");
    let text = openssl.run("x509 -in leaf.pem -noout -text -certopt no_pubkey,no_sigdump");
    for expected in [
        "Version: 3 (0x2)",
        "X509v3 Basic Constraints: critical\n                CA:FALSE",
        "X509v3 Key Usage: critical\n                Digital Signature\n",
        "X509v3 Extended Key Usage: \n                TLS Web Client Authentication\n",
        "X509v3 Subject Key Identifier: \n",
    ] {
        assert!(text.contains(expected), "{expected:?} in {text}");
    }
    // The identifier is the one openssl computes.
    openssl.run("x509 -in leaf.pem -noout -pubkey -out public.pem");
    openssl.key("ca.key", "P-256");
    openssl.run("x509 -new -force_pubkey public.pem -signkey ca.key -subj /CN=x -out theirs.pem");
    let printed =
        |name: &str| openssl.run(&format!("x509 -in {name} -noout -ext subjectKeyIdentifier"));
    assert!(text.contains(printed("leaf.pem").lines().nth(1).unwrap().trim()));
}

#[test]
fn a_proof_of_possession_is_accepted_below_its_ca_alone() {
    let openssl = Openssl::new();
    for algorithm in [
        SignatureAlgorithm::Ecdsa(Hash::Sha256),
        SignatureAlgorithm::Ecdsa(Hash::Sha384),
        SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
    ] {
        let Chain {
            root,
            middle,
            middle_key,
            ..
        } = chain(&algorithm);
        // The code is the whole name, and the CA that is to be verified signs itself.
        let code = "7A0B4A1F6E0D4F5B8C2D3E4F5A6B7C8D9E0F1A2B3C4D5E6F";
        let template = Template::leaf(code, Signer::p256().spki(), algorithm.clone());
        let proof = template.issued_by(&middle).valid(NOW - DAY, NOW + DAY);
        let proof = middle_key.issue(&proof);
        for (name, certificate) in [
            ("root.pem", &root),
            ("middle.pem", &middle),
            ("proof.pem", &proof),
        ] {
            write(&openssl, name, certificate);
        }
        openssl.run(&format!(
            "verify -x509_strict -partial_chain -attime {NOW} -CAfile middle.pem proof.pem"
        ));
        openssl.fails(&format!(
            "verify -partial_chain -attime {NOW} -CAfile root.pem proof.pem"
        ));
        let subject = openssl.run("x509 -in proof.pem -noout -subject -nameopt RFC2253");
        assert_eq!(subject.trim_end(), format!("subject=CN={code}"));
        let usage = || KeyUsage::client_auth();
        assert_eq!(webpki_verify(&proof, &[], &middle, NOW, usage()), Ok(()));
        let above = webpki_verify(&proof, &[], &root, NOW, usage());
        assert_eq!(above, Err(webpki::Error::UnknownIssuer));
    }
}

#[test]
fn a_server_certificate_is_accepted_for_its_names_alone() {
    let openssl = Openssl::new();
    let Chain {
        root,
        middle,
        middle_key,
        ..
    } = chain(&SignatureAlgorithm::Ecdsa(Hash::Sha256));
    let server_key = Signer::p256();
    let server = middle_key.issue(&Template {
        dns_names: vec!["localhost".to_owned(), "*.practice.example".to_owned()],
        ip_addresses: vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()],
        organization: Some("practice, not for production".to_owned()),
        ..Template::server("practice server", server_key.spki(), middle_key.algorithm())
            .issued_by(&middle)
            .valid(NOW, NOW + DAY)
    });
    assert_eq!(server.alt_names.len(), 4);
    assert_eq!(server.alt_names[3], AltName::Ip("::1".parse().unwrap()));
    assert_eq!(
        server.subject.to_string(),
        "CN=practice server,O=practice\\, not for production"
    );
    for (name, certificate) in [
        ("root.pem", &root),
        ("middle.pem", &middle),
        ("server.pem", &server),
    ] {
        write(&openssl, name, certificate);
    }
    let verify = format!(
        "verify -x509_strict -purpose sslserver -attime {NOW} -CAfile root.pem -untrusted middle.pem"
    );
    for name in [
        "-verify_hostname localhost",
        "-verify_hostname a.practice.example",
        "-verify_ip 127.0.0.1",
        "-verify_ip ::1",
    ] {
        openssl.run(&format!("{verify} {name} server.pem"));
    }
    openssl.fails(&format!("{verify} -verify_hostname elsewhere server.pem"));
    openssl.fails(&format!("{verify} -verify_ip 127.0.0.2 server.pem"));

    assert_eq!(
        webpki_verify(&server, &[&middle], &root, NOW, KeyUsage::server_auth()),
        Ok(())
    );
    assert!(webpki_verify(&server, &[&middle], &root, NOW, KeyUsage::client_auth()).is_err());
    let der = CertificateDer::from(server.der.as_slice());
    let server = EndEntityCert::try_from(&der).unwrap();
    for (name, accepted) in [
        ("localhost", true),
        ("a.practice.example", true),
        ("127.0.0.1", true),
        ("::1", true),
        ("elsewhere", false),
        ("127.0.0.2", false),
    ] {
        let server_name = ServerName::try_from(name).unwrap();
        assert_eq!(
            server
                .verify_is_valid_for_subject_name(&server_name)
                .is_ok(),
            accepted,
            "{name}"
        );
    }
}

#[test]
fn expired_and_not_yet_valid_are_issued_as_asked_and_refused_as_such() {
    let openssl = Openssl::new();
    let Chain {
        root,
        middle,
        middle_key,
        ..
    } = chain(&SignatureAlgorithm::Ecdsa(Hash::Sha256));
    write(&openssl, "root.pem", &root);
    write(&openssl, "middle.pem", &middle);
    for (not_before, not_after, valid, complaint) in [
        (
            NOW - 2 * DAY,
            NOW - DAY,
            ValidAt::Expired,
            "certificate has expired",
        ),
        (
            NOW + DAY,
            NOW + 2 * DAY,
            ValidAt::NotYet,
            "certificate is not yet valid",
        ),
    ] {
        let template = Template::leaf("dev-01", Signer::p256().spki(), middle_key.algorithm());
        let leaf = middle_key.issue(&template.issued_by(&middle).valid(not_before, not_after));
        assert_eq!(leaf.valid_at(NOW), valid);
        assert_eq!(leaf.valid_at(not_before), ValidAt::Current);
        assert_eq!(leaf.valid_at(not_after), ValidAt::Current);
        write(&openssl, "leaf.pem", &leaf);
        let said = openssl.fails(&format!(
            "verify -attime {NOW} -CAfile root.pem -untrusted middle.pem leaf.pem"
        ));
        assert!(said.contains(complaint), "{said}");
        let refused =
            webpki_verify(&leaf, &[&middle], &root, NOW, KeyUsage::client_auth()).unwrap_err();
        match valid {
            ValidAt::Expired => assert!(
                matches!(refused, webpki::Error::CertExpired { .. }),
                "{refused}"
            ),
            _ => assert!(
                matches!(refused, webpki::Error::CertNotValidYet { .. }),
                "{refused}"
            ),
        }
        assert_eq!(
            webpki_verify(
                &leaf,
                &[&middle],
                &root,
                not_before,
                KeyUsage::client_auth()
            ),
            Ok(())
        );
    }
}

#[test]
fn a_path_that_is_too_long_is_refused_by_the_judges() {
    let openssl = Openssl::new();
    let Chain {
        root,
        middle,
        middle_key,
        ..
    } = chain(&SignatureAlgorithm::Ecdsa(Hash::Sha256));
    let (low_key, algorithm) = (Signer::p256(), middle_key.algorithm());
    let low = Template::ca("low", low_key.spki(), algorithm.clone(), None).issued_by(&middle);
    let low = middle_key.issue(&low.valid(NOW, NOW + DAY));
    let leaf = Template::leaf("dev-01", low_key.spki(), algorithm)
        .issued_by(&low)
        .valid(NOW, NOW + DAY);
    let leaf = low_key.issue(&leaf);
    assert!(webpki_verify(&leaf, &[&low, &middle], &root, NOW, KeyUsage::client_auth()).is_err());
    write(&openssl, "root.pem", &root);
    let untrusted = [&middle, &low]
        .map(|certificate| pem_encode("CERTIFICATE", &certificate.der))
        .concat();
    openssl.write("untrusted.pem", untrusted.as_bytes());
    write(&openssl, "leaf.pem", &leaf);
    let said = openssl.fails(&format!(
        "verify -attime {NOW} -CAfile root.pem -untrusted untrusted.pem leaf.pem"
    ));
    assert!(said.contains("path length constraint exceeded"), "{said}");
}

#[test]
fn the_authority_is_an_openssl_ca_too() {
    // A CA made with openssl issues by way of its subject in DER and its key identifier, whatever it looks like.
    let openssl = Openssl::new();
    let signer = Signer::p256();
    openssl.key("ca.key", "P-256");
    openssl.run("req -x509 -new -key ca.key -subj /C=DE/O=Werk/OU=a/CN=root -out ca.pem");
    let (ca, _) = Certificate::read(&device_certs::pem::read(&openssl.read("ca.pem")).items[0].der);
    let template = Template::leaf("dev-01", signer.spki(), signer.algorithm()).issued_by(&ca);
    let unsigned = template.to_be_signed().unwrap();
    openssl.write("message", &unsigned.bytes);
    openssl.run("dgst -sha256 -sign ca.key -out signature message");
    let (leaf, problems) = Certificate::read(&unsigned.finish(&openssl.read("signature")));
    assert_eq!(problems, []);
    assert_eq!(leaf.authority_key_id, ca.subject_key_id);
    assert_eq!(leaf.issuer_der(), ca.subject_der());
    write(&openssl, "leaf.pem", &leaf);
    openssl.run("verify -purpose sslclient -CAfile ca.pem leaf.pem");
}

#[test]
fn requests_are_accepted_and_ask_for_what_they_say() {
    let openssl = Openssl::new();
    for algorithm in [
        SignatureAlgorithm::Ecdsa(Hash::Sha256),
        SignatureAlgorithm::Ecdsa(Hash::Sha384),
        SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
        SignatureAlgorithm::Ed25519,
    ] {
        for dns_names in [vec![], vec!["dev-01.example".to_owned()]] {
            let signer = Signer::new(algorithm.clone());
            let request = RequestTemplate {
                common_name: Some("dev-01".to_owned()),
                organization: Some("practice".to_owned()),
                dns_names: dns_names.clone(),
                spki: signer.spki(),
                signature_algorithm: algorithm.clone(),
            };
            let to_be_signed = request.to_be_signed().unwrap();
            let der = to_be_signed.finish(&signer.sign(&to_be_signed.bytes));
            openssl.write("request.der", &der);
            let said = openssl.says("req -inform DER -in request.der -verify -noout -text");
            assert!(said.contains("verify OK"), "{said}");
            assert!(
                said.contains("O = practice, CN = dev-01")
                    || said.contains("O=practice, CN=dev-01"),
                "{said}"
            );
            assert_eq!(
                said.contains("DNS:dev-01.example"),
                !dns_names.is_empty(),
                "{said}"
            );
            // The judge does judge.
            let other = Signer::new(algorithm.clone());
            openssl.write(
                "forged.der",
                &to_be_signed.finish(&other.sign(&to_be_signed.bytes)),
            );
            let said = openssl.says("req -inform DER -in forged.der -verify -noout");
            assert!(said.contains("verify failure"), "{said}");
        }
    }
}

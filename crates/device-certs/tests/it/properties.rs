//! Nothing panics and every range is within its file, whatever the bytes are.

use std::sync::OnceLock;

use device_certs::certificate::BasicConstraints;
use device_certs::der::{self, Node};
use device_certs::issue::Template;
use device_certs::lint::{Exhibit, Member, Profile, Questions, judge, judge_batch};
use device_certs::{Certificate, PrivateKey, Verdict, chain, intake, pem, signature, spki, time};
use proptest::prelude::*;

use crate::fixtures::Fixtures;
use crate::openssl::Openssl;
use crate::signer::Signer;

/// Files that are good, to be damaged.
fn good_files() -> &'static [Vec<u8>] {
    static FILES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let openssl = Openssl::new();
        openssl.self_signed("ec", "P-256");
        openssl.self_signed("rsa", "RSA-2048");
        openssl.run("x509 -in ec.pem -outform DER -out ec.der");
        openssl.run("pkey -in ec.key -outform DER -out key.der");
        openssl.run("pkey -in rsa.key -traditional -out pkcs1.key");
        openssl.run("ecparam -name secp384r1 -genkey -out sec1.key");
        openssl.run("ec -in ec.key -aes128 -passout pass:x -out encrypted.key");
        openssl.run("pkcs12 -export -in ec.pem -inkey ec.key -passout pass:x -out ec.pfx");
        openssl.run(
            "req -x509 -new -key ec.key -subj /C=DE/O=a+OU=b/CN=x -out full.pem \
             -addext keyUsage=digitalSignature -addext extendedKeyUsage=clientAuth \
             -addext subjectAltName=DNS:a,IP:127.0.0.1,RID:1.2.3",
        );
        let names = [
            "ec.pem",
            "rsa.pem",
            "ec.der",
            "ec.key",
            "key.der",
            "pkcs1.key",
            "sec1.key",
            "encrypted.key",
            "ec.pfx",
            "full.pem",
        ];
        names.iter().map(|name| openssl.read(name)).collect()
    })
}

/// Puts bytes through everything that reads.
fn read_everything(bytes: &[u8]) {
    let tree = der::parse(bytes);
    check_nodes(&tree.nodes, 0, bytes.len());
    for problem in &tree.problems {
        assert!(problem.bytes.start <= problem.bytes.end && problem.bytes.end <= bytes.len());
        assert!(!problem.kind.to_string().is_empty());
    }
    check_certificate(bytes);
    let reading = pem::read(bytes);
    for item in &reading.items {
        assert!(item.bytes.end <= bytes.len());
        let _ = PrivateKey::read(item);
        check_certificate(&item.der);
    }
    for repair in &reading.repairs {
        assert!(repair.bytes.start <= repair.bytes.end && repair.bytes.end <= bytes.len());
        assert!(repair.line > 0 && repair.column > 0 && repair.times > 0);
        assert!(repair.before != repair.after && !repair.what.is_empty());
    }
    for item in &reading.fragments {
        assert!(item.bytes.end <= bytes.len() && !item.der.is_empty());
    }
    assert!(
        !reading.items.is_empty() || !reading.problems.is_empty(),
        "nothing found and no reason given"
    );
    let (certificates, problems) = intake::certificates(bytes, &reading);
    let key = intake::private_key(bytes, &reading);
    for problem in problems
        .iter()
        .chain(key.as_ref().err().map(|problem| &**problem))
    {
        assert!(problem.bytes.start <= problem.bytes.end && problem.bytes.end <= bytes.len());
        assert!(problem.line > 0 && problem.column > 0);
    }
    assert!(
        !certificates.is_empty() || !problems.is_empty(),
        "no certificate and no reason"
    );
    let chain = chain::order(&certificates, key.as_ref().ok());
    let mut seen = [
        chain.path.clone(),
        chain.unrelated.clone(),
        chain.duplicates.clone(),
    ]
    .concat();
    seen.sort_unstable();
    assert_eq!(
        seen,
        (0..certificates.len()).collect::<Vec<_>>(),
        "every certificate has its place"
    );
    chain::link_checks(&certificates, &chain);
    let _ = PrivateKey::from_pkcs8(bytes);
    spki::key_bits(bytes);
    spki::key_kind(bytes);
    signature::ecdsa_raw_from_der(bytes, 32);
    time::parse_utc_time(bytes);
    time::parse_generalized_time(bytes);
}

fn check_nodes(nodes: &[Node], mut at: usize, end: usize) {
    for node in nodes {
        assert_eq!(node.header.start, at, "nodes stand one behind the other");
        assert_eq!(node.header.end, node.content.start);
        assert!(node.content.start <= node.content.end && node.bytes().end <= end);
        check_nodes(&node.children, node.content.start, node.content.end);
        at = node.bytes().end;
    }
}

fn check_certificate(bytes: &[u8]) {
    let (certificate, problems) = Certificate::read(bytes);
    for problem in &problems {
        assert!(problem.bytes.start <= problem.bytes.end && problem.bytes.end <= bytes.len());
    }
    assert!(
        certificate.is_readable() || !problems.is_empty(),
        "unreadable for no reason"
    );
    for range in [
        &certificate.tbs,
        &certificate.spki,
        &certificate.signature,
        &certificate.validity,
    ] {
        assert!(bytes.get(range.clone()).is_some());
    }
    for attribute in certificate
        .subject
        .attributes
        .iter()
        .chain(&certificate.issuer.attributes)
    {
        assert!(bytes.get(attribute.bytes.clone()).is_some());
    }
    let _ = (
        certificate.serial_hex(),
        certificate.subject.to_string(),
        certificate.sha256(),
    );
    let _ = (
        certificate.key.to_string(),
        certificate.signature_algorithm.to_string(),
    );
    assert!(
        spki::same_key(certificate.spki_der(), certificate.spki_der())
            || spki::key_bits(certificate.spki_der()).is_none_or(<[u8]>::is_empty)
    );
}

fn damage() -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6);
    (0..good_files().len(), changes).prop_map(|(file, changes)| {
        let mut bytes = good_files()[file].clone();
        for (index, byte, change) in changes {
            let at = index.index(bytes.len().max(1));
            match change {
                0 if at < bytes.len() => bytes[at] = byte,
                1 => bytes.insert(at.min(bytes.len()), byte),
                2 if at < bytes.len() => {
                    bytes.remove(at);
                }
                _ if byte < 40 => bytes.truncate(at),
                _ => {}
            }
        }
        bytes
    })
}

/// Bytes that look like DER often enough to get deep.
fn der_like() -> impl Strategy<Value = Vec<u8>> {
    let tag = prop::sample::select(vec![
        0x30, 0x31, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x17, 0xa0, 0xa1, 0xa3, 0x1f,
    ]);
    let length = prop::sample::select(vec![0, 1, 2, 5, 0x20, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff]);
    prop::collection::vec(prop_oneof![tag, length, any::<u8>()], 0..300)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read_everything(&bytes);
    }

    #[test]
    fn bytes_like_der(bytes in der_like()) {
        read_everything(&bytes);
        let pem = pem::pem_encode("CERTIFICATE", &bytes);
        read_everything(pem.as_bytes());
        for label in ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"] {
            read_everything(pem.replace("CERTIFICATE", label).as_bytes());
        }
    }

    #[test]
    fn lines_like_pem(lines in prop::collection::vec("(-{4,6}(BEGIN|END) (CERTIFICATE|EC PRIVATE KEY|X)-{4,6}|[A-Za-z0-9+/]{0,8}={0,2}|Proc-Type: 4,ENCRYPTED|DEK-Info: .{0,9}|.{0,9})", 0..12), end in "\r|\n|\r\n") {
        read_everything(lines.join(&end).as_bytes());
    }

    #[test]
    fn damaged_files(bytes in damage()) {
        read_everything(&bytes);
    }

    #[test]
    fn text_like_source_code(text in "([\"'`\\\\+,;<>%&=-]|\\\\n|\n|MIIB|BEGIN|END|CERTIFICATE|[A-Za-z0-9+/]{1,9}|-----|[\u{2013}\u{a0}\u{201c}\u{200b}]){0,80}", wide in any::<bool>()) {
        if wide {
            read_everything(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
        } else {
            read_everything(text.as_bytes());
        }
    }

    #[test]
    fn blocks_survive_the_round_trip(der in prop::collection::vec(any::<u8>(), 1..300)) {
        let reading = pem::read(pem::pem_encode("X", &der).as_bytes());
        prop_assert_eq!(&reading.problems, &[]);
        prop_assert_eq!(reading.items[0].der.as_slice(), der.as_slice());
    }

    #[test]
    fn raw_signatures_survive_the_round_trip(raw in prop::collection::vec(any::<u8>(), 64)) {
        let made = signature::ecdsa_der_from_raw(&raw).unwrap();
        prop_assert_eq!(signature::ecdsa_raw_from_der(&made, 32), Some(raw));
    }

    #[test]
    fn any_moment_a_certificate_can_say_is_read_back(secs in -62_167_219_200_i64..=time::NO_EXPIRY) {
        prop_assert_eq!(time::parse_rfc3339(&time::rfc3339(secs)), Some(secs));
    }

    #[test]
    fn issued_certificates_say_what_the_template_says(
        common_name in prop::option::of(".{0,70}"),
        organization in prop::option::of(".{0,20}"),
        serial in prop::collection::vec(any::<u8>(), 0..21),
        not_before in -62_167_219_200_i64..=time::NO_EXPIRY,
        not_after in -62_167_219_200_i64..=time::NO_EXPIRY,
        basic_constraints in prop::option::of((any::<bool>(), prop::option::of(0..0x8000_u32))),
        dns_names in prop::collection::vec("[a-z]{1,9}", 0..3),
        self_issued in any::<bool>(),
    ) {
        static SIGNER: OnceLock<(Signer, Certificate)> = OnceLock::new();
        let (signer, ca) = SIGNER.get_or_init(|| {
            let signer = Signer::p256();
            let ca = signer.issue(&Template::ca("ca", signer.spki(), signer.algorithm(), None));
            (signer, ca)
        });
        let template = Template {
            common_name,
            organization,
            basic_constraints: basic_constraints.map(|(ca, path_len)| BasicConstraints { ca, path_len }),
            dns_names,
            ..Template::leaf("", signer.spki(), signer.algorithm()).valid(not_before, not_after).serial(serial)
        };
        let template = if self_issued { template } else { template.issued_by(ca) };
        let unsigned = template.to_be_signed().unwrap();
        let (read, problems) = Certificate::read(&unsigned.finish(b"signature"));
        prop_assert_eq!(problems, []);
        prop_assert_eq!(read.common_name(), template.common_name.as_deref());
        prop_assert_eq!(read.subject.attributes.len(), usize::from(template.common_name.is_some()) + usize::from(template.organization.is_some()));
        prop_assert_eq!((read.not_before, read.not_after), (Some(not_before), Some(not_after)));
        prop_assert_eq!(read.basic_constraints, template.basic_constraints);
        prop_assert_eq!(read.alt_names.len(), template.dns_names.len());
        prop_assert_eq!(read.tbs_der(), &unsigned.bytes);
        prop_assert_eq!(read.spki_der(), template.spki.as_slice());
        prop_assert_eq!(read.signature_bytes(), b"signature");
        prop_assert_eq!(&read.signature_algorithm, &template.signature_algorithm);
        if self_issued {
            prop_assert!(read.is_self_issued());
        } else {
            prop_assert_eq!(read.issuer_der(), ca.subject_der());
        }
    }
}

#[test]
fn every_truncation_of_good_files() {
    for file in good_files() {
        for end in 0..file.len() {
            read_everything(&file[..end]);
        }
    }
}

#[test]
fn deep_nesting_is_cut_off() {
    for opening in [
        &[0x30, 0x80][..],
        &[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff],
        &[0x24, 0x80],
    ] {
        read_everything(&opening.repeat(100_000));
    }
}

/// Every rule of every profile, with signatures answered in every way.
fn judge_everything(file: &[u8]) {
    let exhibit = Exhibit::read(file);
    let links = exhibit.links();
    let answers = [
        Verdict::Valid,
        Verdict::Invalid,
        Verdict::NotCheckable("no".to_owned()),
    ];
    for (index, profile) in Profile::ALL.iter().enumerate() {
        let verdicts = vec![answers[index % answers.len()].clone(); links.len()];
        for now in [i64::MIN, 0, i64::MAX] {
            let questions = Questions {
                registration_id: Some("dev-01"),
                ..Questions::new(*profile, now)
            };
            for finding in judge(&exhibit, &questions, &verdicts).findings {
                let certificate = finding
                    .certificate
                    .map(|index| &exhibit.certificates[index]);
                let length = certificate.map_or(file.len(), |certificate| certificate.der.len());
                assert!(finding.bytes.start <= finding.bytes.end && finding.bytes.end <= length);
            }
        }
    }
    let name = "a";
    let exhibit = &exhibit;
    judge_batch(&[Member { name, exhibit }, Member { name, exhibit }]);
}

proptest! {
    #[test]
    fn any_bytes_can_be_judged(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        judge_everything(&bytes);
        judge_everything(&pem::pem_encode("CERTIFICATE", &bytes).into_bytes());
    }

    #[test]
    fn damaged_fixtures_can_be_judged(
        choice in any::<proptest::sample::Index>(),
        at in any::<proptest::sample::Index>(),
        byte in any::<u8>(),
        inside in any::<bool>(),
    ) {
        static FIXTURES: OnceLock<Fixtures> = OnceLock::new();
        let fixtures = FIXTURES.get_or_init(Fixtures::new);
        let paths: Vec<_> = fixtures.0.keys().copied().collect();
        let path = paths[choice.index(paths.len())];
        let certificates = fixtures.certificates(path);
        let mut file = fixtures.0[path].bytes.clone();
        if inside && let Some(certificate) = certificates.first() {
            let mut der = certificate.der.clone();
            let at = at.index(der.len());
            der[at] = byte;
            file = pem::pem_encode("CERTIFICATE", &der).into_bytes();
            for above in certificates.iter().skip(1) {
                file.extend(pem::pem_encode("CERTIFICATE", &above.der).into_bytes());
            }
        } else if !file.is_empty() {
            let at = at.index(file.len());
            file[at] = byte;
        }
        judge_everything(&file);
    }
}

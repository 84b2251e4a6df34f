//! What we read from certificates agrees with what `openssl x509` prints.

use device_certs::certificate::{AltName, KeyUsage};
use device_certs::{Certificate, pem, time};

use crate::fixtures::Fixtures;
use crate::openssl::Openssl;

/// The certificate of a file that openssl made; nothing is wrong with it.
#[track_caller]
fn read(openssl: &Openssl, name: &str) -> Certificate {
    let reading = pem::read(&openssl.read(name));
    assert_eq!(reading.problems, []);
    let (certificate, problems) = Certificate::read(&reading.items[0].der);
    assert_eq!(problems, []);
    assert!(certificate.is_readable());
    certificate
}

/// One value of `openssl x509`, without the `name=` before it.
#[track_caller]
fn printed(openssl: &Openssl, name: &str, option: &str) -> String {
    let text = openssl.run(&format!("x509 -in {name} -noout {option}"));
    let value = text
        .trim_end_matches(['\r', '\n'])
        .split_once('=')
        .map(|(_, value)| value);
    value
        .unwrap_or_else(|| panic!("{option} printed {text:?}"))
        .to_owned()
}

#[track_caller]
fn check_agreement(openssl: &Openssl, name: &str) -> Certificate {
    let certificate = read(openssl, name);
    let names = "-nameopt RFC2253,utf8,-esc_msb";
    assert_eq!(
        certificate.subject.to_string(),
        printed(openssl, name, &format!("-subject {names}"))
    );
    assert_eq!(
        certificate.issuer.to_string(),
        printed(openssl, name, &format!("-issuer {names}"))
    );
    assert_eq!(certificate.serial_hex(), printed(openssl, name, "-serial"));
    let colons = |hex: String| {
        let pairs: Vec<&str> = hex
            .as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).unwrap())
            .collect();
        pairs.join(":")
    };
    assert_eq!(
        colons(certificate.sha1()),
        printed(openssl, name, "-fingerprint -sha1")
    );
    assert_eq!(
        colons(certificate.sha256()),
        printed(openssl, name, "-fingerprint -sha256")
    );
    let date = |secs: Option<i64>| time::rfc3339(secs.expect("a date")).replace('T', " ");
    assert_eq!(
        date(certificate.not_before),
        printed(openssl, name, "-startdate -dateopt iso_8601")
    );
    assert_eq!(
        date(certificate.not_after),
        printed(openssl, name, "-enddate -dateopt iso_8601")
    );
    let public_key = openssl.run(&format!("x509 -in {name} -noout -pubkey"));
    assert_eq!(
        certificate.spki_der(),
        pem::read(public_key.as_bytes()).items[0].der.as_slice()
    );
    certificate
}

/// Certificates that the openssl program of today refuses to load. It still refuses them, or the list is wrong.
const REFUSED_BY_OPENSSL: &[(&str, &str)] = &[];

#[test]
fn every_certificate_of_the_fixtures() {
    let openssl = Openssl::new();
    let fixtures = Fixtures::new();
    let mut seen = std::collections::BTreeSet::new();
    for path in fixtures.0.keys() {
        for certificate in fixtures.certificates(path) {
            if !certificate.is_readable() || !seen.insert(certificate.sha256()) {
                continue;
            }
            openssl.write("fixture.der", &certificate.der);
            let refused = REFUSED_BY_OPENSSL.iter().find(|(name, _)| name == path);
            if let Some((_, why)) = refused {
                let said = openssl.fails("x509 -inform DER -in fixture.der -noout");
                assert!(said.contains(why), "{path}: {said}");
                continue;
            }
            let command = "x509 -inform DER -in fixture.der -noout -subject -issuer -serial -dates \
                -fingerprint -sha1 -nameopt RFC2253,utf8,-esc_msb -dateopt iso_8601";
            let said = openssl.run(command);
            let said = |name: &str| {
                let value = said.lines().find_map(|line| line.strip_prefix(name));
                value
                    .unwrap_or_else(|| panic!("{path}: no {name} in {said}"))
                    .to_owned()
            };
            let date = |secs: Option<i64>| time::rfc3339(secs.unwrap()).replace('T', " ");
            assert_eq!(certificate.subject.to_string(), said("subject="), "{path}");
            assert_eq!(certificate.issuer.to_string(), said("issuer="), "{path}");
            assert_eq!(certificate.serial_hex(), said("serial="), "{path}");
            assert_eq!(date(certificate.not_before), said("notBefore="), "{path}");
            assert_eq!(date(certificate.not_after), said("notAfter="), "{path}");
            let fingerprint = |text: String| text.replace(':', "");
            let sha1 = said("sha1 Fingerprint=");
            assert_eq!(certificate.sha1(), fingerprint(sha1), "{path}");
            let text =
                openssl.run("x509 -inform DER -in fixture.der -noout -fingerprint -sha256 -pubkey");
            let sha256 = text
                .lines()
                .find_map(|line| line.strip_prefix("sha256 Fingerprint="));
            assert_eq!(
                certificate.sha256(),
                fingerprint(sha256.unwrap().to_owned()),
                "{path}"
            );
            let public_key = pem::read(text.as_bytes());
            assert_eq!(
                certificate.spki_der(),
                public_key.items[0].der.as_slice(),
                "{path}"
            );
            assert_eq!(certificate.key.to_string(), key_kind(&openssl), "{path}");
        }
    }
    assert!(seen.len() > 60, "only {} certificates", seen.len());
}

/// The kind of key of `fixture.der` in the words we use.
fn key_kind(openssl: &Openssl) -> String {
    let text = openssl.run("x509 -inform DER -in fixture.der -noout -text");
    let after = |name: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.trim().strip_prefix(name).map(str::trim))
    };
    let bits = after("Public-Key:").map(|bits| bits.trim_matches(['(', ')']).replace(" bit", ""));
    let curve = after("NIST CURVE:").or(after("ASN1 OID:"));
    match (after("Public Key Algorithm:"), curve, bits) {
        (Some("ED25519"), ..) => "Ed25519".to_owned(),
        (Some("rsaEncryption"), None, Some(bits)) => format!("RSA {bits}"),
        (Some("id-ecPublicKey"), Some(curve), _) => format!("EC {curve}"),
        unknown => panic!("{unknown:?} in {text}"),
    }
}

#[test]
fn every_kind_of_key() {
    let openssl = Openssl::new();
    for (kind, shown) in [
        ("P-256", "EC P-256"),
        ("P-384", "EC P-384"),
        ("P-521", "EC P-521"),
        ("RSA-2048", "RSA 2048"),
        ("RSA-4096", "RSA 4096"),
    ] {
        openssl.self_signed("device", kind);
        let certificate = check_agreement(&openssl, "device.pem");
        assert_eq!(certificate.key.to_string(), shown);
        assert_eq!(certificate.common_name(), Some("device"));
        assert_eq!(certificate.version, 3);
        assert!(certificate.is_ca() && certificate.is_self_issued());
    }
}

#[test]
fn version_1_as_plain_x509_req_makes_it() {
    let openssl = Openssl::new();
    openssl.self_signed("root", "P-256");
    openssl.key("dev.key", "RSA-2048");
    openssl.run("req -new -key dev.key -subj /CN=dev-01 -out dev.csr");
    openssl.run("x509 -req -in dev.csr -CA root.pem -CAkey root.key -set_serial 0x0123 -days 10 -out dev.pem");
    let certificate = check_agreement(&openssl, "dev.pem");
    assert_eq!(certificate.version, 1);
    assert_eq!(certificate.extensions, []);
    assert_eq!(certificate.serial, [1, 0x23]);
}

#[test]
fn names_of_every_shape() {
    let openssl = Openssl::new();
    openssl.key("key.pem", "P-256");
    for subject in [
        "/",
        "/CN=",
        "/C=DE/ST=Bayern/L=M\u{fc}nchen/O=Werk, \"Nord\"; <7>/OU=a+OU=b/CN=dev-01/emailAddress=a@example.org",
        "/CN=first/CN=second",
        "/CN= leading and trailing ",
        "/CN=#hash\\\\backslash\\/slash\\+plus=equals",
        "/DC=org/DC=example/UID=u1/serialNumber=42/SN=s/GN=g/title=t/street=w/CN=\u{1f510}",
    ] {
        let arguments = [
            "req",
            "-x509",
            "-new",
            "-key",
            "key.pem",
            "-utf8",
            "-multivalue-rdn",
            "-subj",
            subject,
        ];
        openssl.run_arguments(&[&arguments[..], &["-out", "cert.pem"]].concat());
        check_agreement(&openssl, "cert.pem");
    }
}

#[test]
fn the_common_name_is_found_where_it_stands() {
    let openssl = Openssl::new();
    openssl.self_signed("dev-01", "P-256");
    let certificate = read(&openssl, "dev-01.pem");
    let range = certificate
        .subject
        .common_names()
        .next()
        .unwrap()
        .bytes
        .clone();
    assert_eq!(certificate.der[range], *b"dev-01");
}

#[test]
fn serials_and_dates_of_every_shape() {
    let openssl = Openssl::new();
    openssl.key("key.pem", "P-256");
    for (serial, days) in [
        ("0", "1"),
        ("1", "8000"),
        ("0x7f", "10000"),
        ("0x80", "36500"),
        ("0x8000000000000000000000000000000000000000", "365000"),
        ("-1", "2"),
        ("-128", "2"),
        ("-0x1234567890", "2"),
    ] {
        openssl.run(&format!(
            "req -x509 -new -key key.pem -subj /CN=x -set_serial {serial} -days {days} -out cert.pem"
        ));
        check_agreement(&openssl, "cert.pem");
    }
}

#[test]
fn extensions() {
    let openssl = Openssl::new();
    openssl.key("key.pem", "P-256");
    openssl.run(
        "req -x509 -new -key key.pem -subj /CN=x -out cert.pem \
         -addext basicConstraints=critical,CA:TRUE,pathlen:300 \
         -addext keyUsage=critical,digitalSignature,keyCertSign,decipherOnly \
         -addext extendedKeyUsage=clientAuth,1.2.3.4 \
         -addext subjectAltName=DNS:a.example,IP:127.0.0.1,IP:::1,URI:urn:x,email:a@example.org,RID:1.2.3",
    );
    let certificate = check_agreement(&openssl, "cert.pem");
    assert!(certificate.is_ca());
    assert_eq!(certificate.path_len(), Some(300));
    let usage = certificate.key_usage.unwrap();
    assert_eq!(
        usage.to_string(),
        "digitalSignature, keyCertSign, decipherOnly"
    );
    assert!(usage.contains(KeyUsage::KEY_CERT_SIGN) && !usage.contains(KeyUsage::CRL_SIGN));
    assert_eq!(
        certificate.extended_key_usage.as_deref().unwrap(),
        ["1.3.6.1.5.5.7.3.2", "1.2.3.4"]
    );
    assert_eq!(certificate.subject_key_id, certificate.authority_key_id);
    assert_eq!(certificate.subject_key_id.as_ref().map(Vec::len), Some(20));
    let [dns, v4, v6, uri, email, AltName::Other(8, _)] = certificate.alt_names.as_slice() else {
        panic!("{:?}", certificate.alt_names);
    };
    assert_eq!(*dns, AltName::Dns("a.example".to_owned()));
    assert_eq!(*v4, AltName::Ip("127.0.0.1".parse().unwrap()));
    assert_eq!(*v6, AltName::Ip("::1".parse().unwrap()));
    assert_eq!(*uri, AltName::Uri("urn:x".to_owned()));
    assert_eq!(*email, AltName::Email("a@example.org".to_owned()));
    let critical = certificate
        .extensions
        .iter()
        .filter(|extension| extension.critical);
    assert_eq!(
        critical
            .map(|extension| extension.oid.as_str())
            .collect::<Vec<_>>(),
        ["2.5.29.19", "2.5.29.15"]
    );
}

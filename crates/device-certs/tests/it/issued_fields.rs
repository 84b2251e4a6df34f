//! Dates, serials, names and versions are written as openssl reads them.

use device_certs::issue::{IssueError, Template};
use device_certs::{SignatureAlgorithm, oids, time};

use crate::issuing::write;
use crate::openssl::Openssl;
use crate::signer::Signer;

#[test]
fn dates_are_written_as_rfc_5280_asks() {
    let openssl = Openssl::new();
    let signer = Signer::p256();
    for (date, tag, written) in [
        ("1949-12-31T23:59:59Z", "GENERALIZEDTIME", "19491231235959Z"),
        ("1950-01-01T00:00:00Z", "UTCTIME", "500101000000Z"),
        ("1999-12-31T23:59:59Z", "UTCTIME", "991231235959Z"),
        ("2049-12-31T23:59:59Z", "UTCTIME", "491231235959Z"),
        ("2050-01-01T00:00:00Z", "GENERALIZEDTIME", "20500101000000Z"),
        ("9999-12-31T23:59:59Z", "GENERALIZEDTIME", "99991231235959Z"),
    ] {
        let secs = time::parse_rfc3339(date).unwrap();
        let template = Template::leaf("x", signer.spki(), signer.algorithm()).valid(secs, secs);
        let certificate = signer.issue(&template);
        assert_eq!(
            (certificate.not_before, certificate.not_after),
            (Some(secs), Some(secs))
        );
        write(&openssl, "x.pem", &certificate);
        let parsed = openssl.run("asn1parse -in x.pem");
        let found = parsed
            .lines()
            .filter(|line| line.contains(tag) && line.ends_with(&format!(":{written}")));
        assert_eq!(found.count(), 2, "{parsed}");
        let printed = openssl.run("x509 -in x.pem -noout -enddate -dateopt iso_8601");
        assert_eq!(
            printed.trim(),
            format!("notAfter={}", date.replace('T', " "))
        );
    }
    let too_late =
        Template::leaf("x", signer.spki(), signer.algorithm()).valid(0, time::NO_EXPIRY + 1);
    let secs = time::NO_EXPIRY + 1;
    assert_eq!(
        too_late.to_be_signed(),
        Err(IssueError::TimeOutOfRange { secs })
    );
}

#[test]
fn without_a_common_name_as_asked() {
    let openssl = Openssl::new();
    let signer = Signer::p256();
    let template = Template::leaf("x", signer.spki(), signer.algorithm());
    let certificate = signer.issue(&Template {
        common_name: None,
        ..template.clone()
    });
    assert_eq!(certificate.common_name(), None);
    write(&openssl, "x.pem", &certificate);
    assert_eq!(
        openssl
            .run("x509 -in x.pem -noout -subject -nameopt RFC2253")
            .trim(),
        "subject="
    );
    let organization = Some("Example".to_owned());
    let certificate = signer.issue(&Template {
        common_name: None,
        organization,
        ..template
    });
    assert_eq!(certificate.common_name(), None);
    assert_eq!(certificate.subject.to_string(), "O=Example");
}

#[test]
fn without_extensions_it_is_version_1() {
    let openssl = Openssl::new();
    let signer = Signer::p256();
    let certificate = signer.issue(&Template {
        basic_constraints: None,
        key_usage: None,
        extended_key_usage: Vec::new(),
        key_identifiers: false,
        ..Template::leaf("dev-01", signer.spki(), signer.algorithm())
    });
    assert_eq!(certificate.version, 1);
    write(&openssl, "x.pem", &certificate);
    assert!(
        openssl
            .run("x509 -in x.pem -noout -text")
            .contains("Version: 1 (0x0)")
    );
    openssl.run("verify -check_ss_sig -CAfile x.pem x.pem");
}

#[test]
fn serials_are_written_as_non_negative_numbers() {
    let openssl = Openssl::new();
    let signer = Signer::p256();
    for (serial, printed) in [
        (&[1][..], "01"),
        (&[0x80], "80"),
        (&[0, 0, 0x12, 0x34], "1234"),
        (&[0xff; 20], "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"),
        (&[], "00"),
    ] {
        let template =
            Template::leaf("x", signer.spki(), signer.algorithm()).serial(serial.to_vec());
        let certificate = signer.issue(&template);
        write(&openssl, "x.pem", &certificate);
        assert_eq!(
            openssl.run("x509 -in x.pem -noout -serial").trim(),
            format!("serial={printed}")
        );
        assert_eq!(certificate.serial_hex(), printed);
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    let signer = Signer::p256();
    let template = Template::leaf("x", vec![0x30, 0], signer.algorithm());
    assert_eq!(
        template.to_be_signed(),
        Err(IssueError::PublicKeyUnreadable)
    );
    let template = Template::leaf(
        "x",
        signer.spki(),
        SignatureAlgorithm::Other(oids::MGF1.to_owned()),
    );
    assert_eq!(template.to_be_signed(), Err(IssueError::AlgorithmUnknown));
}

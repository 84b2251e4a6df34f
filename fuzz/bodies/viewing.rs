//! Any bytes as a certificate, request, list or key: every byte belongs to exactly one field.

use device_certs::pem::ItemKind;
use device_certs::view::{self, Field};
use device_certs::{Certificate, der};

pub(crate) fn body(bytes: &[u8]) {
    for kind in [
        ItemKind::Certificate,
        ItemKind::CertificateRequest,
        ItemKind::Crl,
        ItemKind::PublicKey,
        ItemKind::Pkcs7,
    ] {
        let view = view::item(&kind, bytes).expect("a view of what is no private key");
        check(&view.fields, 0, bytes.len());
    }
    let (certificate, problems) = Certificate::read(bytes);
    assert!(certificate.is_readable() || !problems.is_empty());
    for problem in problems.iter().chain(&der::parse(bytes).problems) {
        assert!(problem.bytes.start <= problem.bytes.end && problem.bytes.end <= bytes.len());
    }
}

fn check(fields: &[Field], start: usize, end: usize) {
    let mut at = start;
    for field in fields {
        assert!(field.bytes.start == at && field.bytes.end > at);
        if !field.children.is_empty() {
            check(&field.children, field.bytes.start, field.bytes.end);
        }
        at = field.bytes.end;
    }
    assert_eq!(at, end);
}

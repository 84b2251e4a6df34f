//! Certificates as trees of fields: every byte has one, and what they say is what OpenSSL says.

use std::fmt::Write;

use device_certs::pem::{self, ItemKind};
use device_certs::view::{self, Field, View, Weight};
use proptest::prelude::*;

use crate::openssl::Openssl;

/// A leaf with all the extensions people meet, its issuer, and a request.
const FULL: &str = include_str!("doctor/full.pem");

/// Every byte belongs to exactly one leaf, and parents to their children.
#[track_caller]
pub(crate) fn check_tiling(view: &View, length: usize) {
    fn check(fields: &[Field], start: usize, end: usize) {
        let mut at = start;
        for field in fields {
            assert_eq!(field.bytes.start, at, "{field:?}");
            assert!(field.bytes.end > at, "an empty field: {field:?}");
            assert!(!field.label.is_empty());
            if !field.children.is_empty() {
                check(&field.children, field.bytes.start, field.bytes.end);
            }
            at = field.bytes.end;
        }
        assert_eq!(at, end);
    }
    if length > 0 {
        check(&view.fields, 0, length);
    } else {
        assert_eq!(view.fields, []);
    }
    let covered: usize = view.leaves().iter().map(|leaf| leaf.bytes.len()).sum();
    assert_eq!(covered, length);
}

fn rendered(fields: &[Field], depth: usize, text: &mut String) {
    for field in fields
        .iter()
        .filter(|field| field.weight != Weight::Framing)
    {
        let mark = if field.weight == Weight::First {
            "*"
        } else {
            ""
        };
        let (start, end) = (field.bytes.start, field.bytes.end);
        let gap = if field.value.is_empty() { "" } else { ": " };
        writeln!(
            text,
            "{:indent$}{start}..{end} {mark}{}{gap}{}",
            "",
            field.label,
            field.value,
            indent = 2 * depth
        )
        .unwrap();
        rendered(&field.children, depth + 1, text);
    }
}

#[test]
fn a_certificate_with_everything() {
    let reading = pem::read(FULL.as_bytes());
    let mut text = String::new();
    for item in &reading.items {
        let view = view::item(&item.kind, &item.der).unwrap();
        assert_eq!(view.problems, []);
        check_tiling(&view, item.der.len());
        writeln!(text, "{}", item.kind).unwrap();
        rendered(&view.fields, 1, &mut text);
    }
    insta::assert_snapshot!(text);
}

#[test]
fn what_matters_to_dps_comes_first() {
    let reading = pem::read(FULL.as_bytes());
    let view = view::certificate(&reading.items[0].der);
    let first: Vec<_> = view.first().into_iter().map(|field| field.label).collect();
    assert_eq!(
        first,
        [
            "issuer",
            "not before",
            "not after",
            "subject",
            "common name",
            "public key",
            "basic constraints",
            "key usage",
            "uses",
            "extended key usage",
            "purpose",
            "purpose"
        ]
    );
    for field in view.first() {
        assert!(view.path_to(field.bytes.start).contains(&field));
    }
}

#[test]
fn bytes_and_fields_point_at_each_other() {
    let reading = pem::read(FULL.as_bytes());
    let der = &reading.items[0].der;
    let view = view::certificate(der);
    for leaf in view.leaves() {
        for offset in leaf.bytes.clone() {
            assert_eq!(view.path_to(offset).last(), Some(&leaf));
        }
    }
    assert_eq!(view.path_to(der.len()), Vec::<&Field>::new());
}

#[test]
fn the_fields_say_what_openssl_says() {
    let openssl = Openssl::new();
    openssl.write("full.pem", FULL.as_bytes());
    let text = openssl.run("x509 -in full.pem -noout -subject -issuer -serial -nameopt RFC2253");
    let reading = pem::read(FULL.as_bytes());
    let view = view::certificate(&reading.items[0].der);
    let mut leaves = view.leaves().into_iter();
    let serial = leaves.find(|field| field.label == "serial number").unwrap();
    assert!(
        text.contains(&format!("serial={}\n", serial.value)),
        "{text}"
    );
    for (label, name) in [("subject", "subject"), ("issuer", "issuer")] {
        let field = view
            .first()
            .into_iter()
            .find(|field| field.label == label)
            .unwrap();
        assert!(
            text.contains(&format!("{name}={}\n", field.value)),
            "{text} {}",
            field.value
        );
    }
    // OpenSSL's own dump of the bytes agrees where values begin and end.
    let dump = openssl.run("asn1parse -in full.pem");
    let paths: Vec<usize> = dump
        .lines()
        .filter_map(|line| line.trim_start().split(':').next()?.trim().parse().ok())
        .collect();
    assert!(paths.len() > 100, "{dump}");
    for offset in paths {
        let begins = |field: &Field| field.bytes.start == offset;
        assert!(
            view.path_to(offset).into_iter().any(begins),
            "nothing begins at {offset}"
        );
    }
}

#[test]
fn private_keys_are_not_for_looking_at() {
    for kind in [
        ItemKind::Pkcs8Key,
        ItemKind::Pkcs1Key,
        ItemKind::Sec1Key,
        ItemKind::Pkcs12,
        ItemKind::Other("X".to_owned()),
    ] {
        assert_eq!(view::item(&kind, &[0x30, 0]), None);
    }
}

#[test]
fn damaged_certificates_are_shown_as_far_as_they_go() {
    let reading = pem::read(FULL.as_bytes());
    let der = &reading.items[0].der;
    for end in 0..der.len() {
        check_tiling(&view::certificate(&der[..end]), end);
    }
    // So many members that looking for each of them again would never end.
    let many = [&[0x30, 0x83, 0x0f, 0xff, 0xff][..], &[5, 0].repeat(0x7ffff)].concat();
    check_tiling(&view::certificate(&many), many.len());
}

#[test]
fn texts_that_deceive_the_eye_are_shown_as_numbers() {
    let der = [0x30, 0x0a, 0x30, 8, 0x31, 6, 0x30, 4, 0x0c, 2, b'a', 0];
    let view = view::certificate(&der);
    assert_eq!(view.leaves().last().unwrap().value, "a\\u{0}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_bytes_are_covered_once(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for kind in [ItemKind::Certificate, ItemKind::CertificateRequest, ItemKind::Crl, ItemKind::PublicKey, ItemKind::Pkcs7] {
            check_tiling(&view::item(&kind, &bytes).unwrap(), bytes.len());
        }
    }

    #[test]
    fn damaged_certificates_are_covered_once(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut der = pem::read(FULL.as_bytes()).items[0].der.to_vec();
        for (index, byte) in changes {
            let at = index.index(der.len());
            der[at] = byte;
        }
        check_tiling(&view::certificate(&der), der.len());
    }
}

//! What a file is: PEM, DER, base64 alone, or something that can only be named.

use zeroize::Zeroizing;

use crate::der::{self, Node, Tag};
use crate::oids;
use crate::pem::{Encryption, Item, ItemKind, Problem, ProblemKind, Reading, base64_body, blocks};

pub(super) fn read(file: &[u8]) -> Reading {
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if text.trim_ascii().is_empty() {
        return named(file, ProblemKind::Empty);
    }
    if is_utf16(file) {
        return named(file, ProblemKind::Utf16);
    }
    let contains = |marker: &[u8]| text.windows(marker.len()).any(|part| part == marker);
    if contains(b"-BEGIN ") || contains(b"-----END ") {
        return blocks::read(file);
    }
    if let Some(reading) = read_der(file, Zeroizing::new(file.to_vec())) {
        return reading;
    }
    if let [0x30, 0x80..=0xff, ..] = file {
        return named(file, ProblemKind::NotDer);
    }
    let start = file.len() - text.len();
    let alone = base64_body(file, start..file.len()).ok();
    if let Some(reading) = alone.and_then(|der| read_der(file, der)) {
        return reading;
    }
    named(file, ProblemKind::NotPem { seen: seen(text) })
}

fn named(file: &[u8], kind: ProblemKind) -> Reading {
    Reading {
        items: Vec::new(),
        problems: vec![Problem::new(file, 0..file.len(), kind)],
    }
}

fn is_utf16(file: &[u8]) -> bool {
    matches!(
        file,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'-', 0, b'-', 0, ..] | [0, b'-', 0, b'-', ..]
    )
}

/// A file that is nothing but one DER SEQUENCE of a shape that is known.
fn read_der(file: &[u8], der: Zeroizing<Vec<u8>>) -> Option<Reading> {
    let tree = der::parse(&der);
    let [root] = tree.nodes.as_slice() else {
        return None;
    };
    let whole = root.bytes() == (0..der.len());
    let cut = tree
        .problems
        .iter()
        .any(|problem| matches!(problem.kind, der::ProblemKind::ContentCut { .. }));
    if root.tag != Tag::SEQUENCE || !whole || cut {
        return None;
    }
    let (kind, label) = shape(&der, root)?;
    let item = Item {
        kind,
        label: label.to_owned(),
        parameters: None,
        lines: 1..1,
        bytes: 0..file.len(),
        der,
    };
    Some(Reading {
        items: vec![item],
        problems: Vec::new(),
    })
}

/// What a SEQUENCE is by the tags of its members.
fn shape(der: &[u8], root: &Node) -> Option<(ItemKind, &'static str)> {
    let tags: Vec<Tag> = root.children.iter().map(|child| child.tag).collect();
    let member = |path: [usize; 2]| root.child(path[0]).and_then(|child| child.child(path[1]));
    let oid_in = |index| {
        let oid = member([index, 0]).filter(|oid| oid.tag == Tag::OID);
        oid.and_then(|oid| oids::decode(oid.content_of(der)))
    };
    Some(match tags.as_slice() {
        [Tag::SEQUENCE, Tag::SEQUENCE, Tag::BIT_STRING] => {
            let body = root
                .child(0)
                .map(|body| body.children.as_slice())
                .unwrap_or_default();
            match body
                .iter()
                .map(|child| child.tag)
                .collect::<Vec<_>>()
                .as_slice()
            {
                [Tag::INTEGER, Tag::SEQUENCE, Tag::SEQUENCE] => {
                    (ItemKind::CertificateRequest, "CERTIFICATE REQUEST")
                }
                [Tag::INTEGER, Tag::SEQUENCE, Tag::SEQUENCE, attributes]
                    if attributes.is_context(0) =>
                {
                    (ItemKind::CertificateRequest, "CERTIFICATE REQUEST")
                }
                [
                    Tag::INTEGER,
                    Tag::SEQUENCE,
                    Tag::SEQUENCE,
                    Tag::SEQUENCE,
                    ..,
                ] => (ItemKind::Certificate, "CERTIFICATE"),
                [version, ..] if version.is_context(0) => (ItemKind::Certificate, "CERTIFICATE"),
                _ => (ItemKind::Crl, "X509 CRL"),
            }
        }
        [Tag::SEQUENCE, Tag::BIT_STRING] => (ItemKind::PublicKey, "PUBLIC KEY"),
        [Tag::SEQUENCE, Tag::OCTET_STRING] => (
            ItemKind::EncryptedKey(Encryption::Pkcs8),
            "ENCRYPTED PRIVATE KEY",
        ),
        [Tag::INTEGER, Tag::SEQUENCE, Tag::OCTET_STRING, ..] => (ItemKind::Pkcs8Key, "PRIVATE KEY"),
        [Tag::INTEGER, Tag::OCTET_STRING, ..] => (ItemKind::Sec1Key, "EC PRIVATE KEY"),
        [Tag::INTEGER, Tag::INTEGER] => (ItemKind::PublicKey, "RSA PUBLIC KEY"),
        [Tag::INTEGER, Tag::INTEGER, Tag::INTEGER, Tag::INTEGER, ..] => {
            (ItemKind::Pkcs1Key, "RSA PRIVATE KEY")
        }
        [Tag::INTEGER, Tag::SEQUENCE, ..]
            if matches!(
                oid_in(1).as_deref(),
                Some(oids::PKCS7_DATA | oids::PKCS7_SIGNED_DATA)
            ) =>
        {
            (ItemKind::Pkcs12, "PKCS12")
        }
        [Tag::OID, ..] => (ItemKind::Pkcs7, "PKCS7"),
        _ => return None,
    })
}

/// What a file without any block looks like, with its article. Nothing of it is repeated.
fn seen(text: &[u8]) -> &'static str {
    const BEGINNINGS: &[(&[u8], &str)] = &[
        (b"PuTTY-User-Key-File", "a PuTTY key file (.ppk)"),
        (b"ssh-", "an OpenSSH public key"),
        (b"---- BEGIN SSH2", "an SSH2 public key"),
        (b"ecdsa-sha2-", "an OpenSSH public key"),
        (b"\xfe\xed\xfe\xed", "a Java key store (.jks)"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"%PDF", "a PDF document"),
        (b"{", "JSON"),
        (b"<", "HTML or XML"),
    ];
    let text = text.trim_ascii_start();
    if let Some((_, seen)) = BEGINNINGS
        .iter()
        .find(|(beginning, _)| text.starts_with(beginning))
    {
        return seen;
    }
    let readable = std::str::from_utf8(text).is_ok_and(|text| {
        !text
            .chars()
            .any(|character| character.is_control() && !character.is_whitespace())
    });
    if readable {
        "text without a BEGIN line"
    } else {
        "binary data"
    }
}

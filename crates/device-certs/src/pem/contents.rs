//! What a file is: PEM, DER, base64 alone, or something that can only be named.

use zeroize::Zeroizing;

use crate::der::{self, Node, Tag};
use crate::oids;
use crate::pem::blocks::Blocks;
use crate::pem::boundaries;
use crate::pem::repair::{Repair, RepairKind};
use crate::pem::units::{Encoding, Unit, Units};
use crate::pem::{Encryption, Item, ItemKind, Position, ProblemKind, Reading};

pub(super) fn read(file: &[u8]) -> Reading {
    let (encoding, mark) = Encoding::of(file);
    if let Some(reading) = read_der(file) {
        return reading;
    }
    let mut blocks = Blocks::new(file, encoding);
    let whole = 0..file.len();
    let blank = |unit: Unit| unit.character.is_whitespace();
    if Units::new(file, encoding, mark..file.len())
        .plain_units()
        .all(blank)
    {
        blocks.problem(whole, ProblemKind::Empty);
        return blocks.finish();
    }
    let named = NAMED
        .iter()
        .find(|(beginning, _)| file.starts_with(beginning));
    if let Some((_, seen)) = named {
        blocks.problem(whole, ProblemKind::NotPem { seen });
        return blocks.finish();
    }
    let boundaries = boundaries::find(file, encoding, mark);
    if !boundaries.is_empty() {
        blocks.read(&boundaries, mark);
    } else if let [0x30, 0x80..=0xff, ..] = file {
        blocks.cut_der();
        return blocks.finish();
    } else {
        blocks.read_bare(mark);
        if blocks.is_empty() {
            blocks.hex_text(mark);
        }
        if blocks.is_empty() {
            let seen = seen(file.get(mark..).unwrap_or_default());
            blocks.problem(whole, ProblemKind::NotPem { seen });
            return blocks.finish();
        }
    }
    match encoding {
        Encoding::Utf8 if mark > 0 => {
            blocks.repair(0..mark, RepairKind::ByteOrderMark, "U+FEFF", "")
        }
        Encoding::Utf8 => {}
        _ => blocks.repair(0..file.len().min(2), RepairKind::Utf16, "UTF-16", "UTF-8"),
    }
    blocks.finish()
}

/// A file that is nothing but DER of shapes that are known, one or several.
fn read_der(file: &[u8]) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut at = 0;
    while let Some(rest) = file.get(at..) {
        let length = der::total_length(rest).filter(|length| *length <= rest.len());
        let der = length.and_then(|length| rest.get(..length));
        let Some((der, (kind, label))) = der.and_then(|der| Some((der, shape_of(der)?))) else {
            break;
        };
        reading.items.push(Item {
            kind,
            label: label.to_owned(),
            parameters: None,
            lines: 1..1,
            bytes: at..at + der.len(),
            der: Zeroizing::new(der.to_vec()),
        });
        at += der.len();
    }
    if reading.items.is_empty() {
        return None;
    }
    if at < file.len() {
        let before = [&(file.len() - at).to_string(), " bytes"].concat();
        let kind = RepairKind::TrailingBytes;
        reading.repairs.push(Repair::new(
            Position {
                line: 1,
                column: at + 1,
            },
            at..file.len(),
            kind,
            before,
            String::new(),
        ));
    }
    Some(reading)
}

/// What the first SEQUENCE of DER is, and the label it has in PEM.
pub(super) fn shape_of(der: &[u8]) -> Option<(ItemKind, &'static str)> {
    let tree = der::parse(der);
    let root = tree
        .nodes
        .first()
        .filter(|root| root.tag == Tag::SEQUENCE)?;
    let cut = |problem: &der::Problem| matches!(problem.kind, der::ProblemKind::ContentCut { .. });
    if tree.problems.iter().any(cut) {
        return None;
    }
    shape(der, root)
}

/// The same for DER that is not complete.
pub(super) fn shape_of_cut(der: &[u8]) -> Option<(ItemKind, &'static str)> {
    let tree = der::parse(der);
    let root = tree
        .nodes
        .first()
        .filter(|root| root.tag == Tag::SEQUENCE)?;
    shape(der, root)
}

pub(crate) fn kind_of_label(label: &str) -> ItemKind {
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => ItemKind::Certificate,
        "PRIVATE KEY" => ItemKind::Pkcs8Key,
        "RSA PRIVATE KEY" => ItemKind::Pkcs1Key,
        "EC PRIVATE KEY" => ItemKind::Sec1Key,
        "ENCRYPTED PRIVATE KEY" => ItemKind::EncryptedKey(Encryption::Pkcs8),
        "OPENSSH PRIVATE KEY" => ItemKind::OpensshKey,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => ItemKind::CertificateRequest,
        "PUBLIC KEY" | "RSA PUBLIC KEY" => ItemKind::PublicKey,
        "X509 CRL" => ItemKind::Crl,
        "EC PARAMETERS" => ItemKind::EcParameters,
        "PKCS7" | "CMS" => ItemKind::Pkcs7,
        "PKCS12" => ItemKind::Pkcs12,
        _ => ItemKind::Other(label.to_owned()),
    }
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

/// Files that begin like this are something else whatever follows.
const NAMED: &[(&[u8], &str)] = &[
    (b"PuTTY-User-Key-File", "a PuTTY key file (.ppk)"),
    (b"---- BEGIN SSH2", "an SSH2 public key"),
    (b"\xfe\xed\xfe\xed", "a Java key store (.jks)"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (
        b"0\xef\xbf\xbd",
        "DER that was saved as text, which destroys it",
    ),
];

/// What a file without anything in it looks like, with its article. Nothing of it is repeated.
fn seen(text: &[u8]) -> &'static str {
    const BEGINNINGS: &[(&[u8], &str)] = &[
        (b"ssh-", "an OpenSSH public key"),
        (b"ecdsa-sha2-", "an OpenSSH public key"),
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

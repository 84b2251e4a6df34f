//! PEM blocks among other text (RFC 7468), with the headers of OpenSSL's old encrypted keys (RFC 1421).

use std::ops::Range;

use zeroize::Zeroizing;

use crate::der;
use crate::pem::{Encryption, Item, ItemKind, Problem, ProblemKind, Reading, base64_body};

/// Further problems of one file are not listed: nobody reads them, and hostile input makes as many as it has lines.
const MAX_PROBLEMS: usize = 100;

/// Reads all blocks of a file.
pub(super) fn read(file: &[u8]) -> Reading {
    let mut blocks = Blocks {
        file,
        reading: Reading::default(),
        open: None,
        after_malformed: false,
    };
    for (number, range) in lines(file).enumerate() {
        blocks.line(number + 1, range);
    }
    blocks.abandon();
    blocks.reading
}

/// The ranges of the lines, without their ends: `\n`, `\r\n` and `\r` all end a line.
fn lines(file: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = file.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .unwrap_or(rest.len());
        let end_bytes = match rest.get(length..).unwrap_or_default() {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => 0,
        };
        let line = start..start + length;
        start = line.end + end_bytes;
        Some(line)
    })
}

struct Open {
    label: String,
    first_line: usize,
    /// The BEGIN line.
    begin: Range<usize>,
}

struct Blocks<'a> {
    file: &'a [u8],
    reading: Reading,
    open: Option<Open>,
    /// The END line behind a damaged BEGIN line is not another problem.
    after_malformed: bool,
}

enum Boundary<'a> {
    Begin(&'a str),
    End(&'a str),
    Malformed,
}

impl Blocks<'_> {
    fn line(&mut self, number: usize, range: Range<usize>) {
        let text = self.file.get(range.clone()).unwrap_or_default();
        match boundary(text) {
            None => {}
            Some(Boundary::Begin(label)) => {
                self.abandon();
                self.open = Some(Open {
                    label: label.to_owned(),
                    first_line: number,
                    begin: range,
                });
                self.after_malformed = false;
            }
            Some(Boundary::End(label)) => match self.open.take() {
                Some(open) => self.close(open, label, number, range),
                None if self.after_malformed => self.after_malformed = false,
                None => self.problem(range, ProblemKind::BeginMissing),
            },
            Some(Boundary::Malformed) => {
                self.open = None;
                self.after_malformed = true;
                self.problem(range, ProblemKind::BoundaryMalformed);
            }
        }
    }

    fn problem(&mut self, range: Range<usize>, kind: ProblemKind) {
        if self.reading.problems.len() < MAX_PROBLEMS {
            self.reading
                .problems
                .push(Problem::new(self.file, range, kind));
        }
    }

    /// A block that is still open will not be closed any more.
    fn abandon(&mut self) {
        if let Some(Open { label, begin, .. }) = self.open.take() {
            self.problem(begin, ProblemKind::EndMissing { label });
        }
    }

    fn close(&mut self, open: Open, end_label: &str, number: usize, end: Range<usize>) {
        if open.label != end_label {
            let (begin, end_label) = (open.label.clone(), end_label.to_owned());
            self.problem(
                end.clone(),
                ProblemKind::LabelsDiffer {
                    begin,
                    end: end_label,
                },
            );
        }
        let (headers, body) = headers(self.file, open.begin.end..end.start);
        let der = match base64_body(self.file, body) {
            Ok(der) => der,
            Err((range, kind)) => return self.problem(range, kind),
        };
        if der.is_empty() {
            return self.problem(open.begin, ProblemKind::BlockEmpty);
        }
        let kind = headers
            .encryption
            .map_or_else(|| kind_of_label(&open.label), ItemKind::EncryptedKey);
        let parameters = self
            .reading
            .items
            .iter()
            .rev()
            .find(|item| item.kind == ItemKind::EcParameters);
        let parameters = parameters.filter(|_| kind == ItemKind::Sec1Key);
        self.reading.items.push(Item {
            parameters: parameters.map(|item| item.der.to_vec()),
            der: if open.label == "TRUSTED CERTIFICATE" {
                without_trust(der)
            } else {
                der
            },
            kind,
            label: open.label,
            lines: open.first_line..number + 1,
            bytes: open.begin.start..end.end,
        });
    }
}

/// OpenSSL puts what a certificate is trusted for behind it.
fn without_trust(der: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    let first = der::parse(&der)
        .nodes
        .first()
        .map(|node| node.bytes_of(&der).to_vec());
    first.map_or(der, Zeroizing::new)
}

fn boundary(line: &[u8]) -> Option<Boundary<'_>> {
    let line = line
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(line)
        .trim_ascii();
    // Most lines are base64 or text: decided without looking through them twice.
    if !line.windows(2).any(|pair| pair == b"--") {
        return None;
    }
    let whole = std::str::from_utf8(line).ok();
    let inner = whole.and_then(|line| line.strip_prefix("-----")?.strip_suffix("-----"));
    if let Some(inner) = inner.filter(|inner| !inner.contains("--")) {
        if let Some(label) = inner.strip_prefix("BEGIN ") {
            return Some(Boundary::Begin(label));
        }
        if let Some(label) = inner.strip_prefix("END ") {
            return Some(Boundary::End(label));
        }
    }
    let dashes = line
        .iter()
        .take_while(|byte| matches!(byte, b'-' | b' '))
        .count();
    let behind = line.get(dashes..).unwrap_or_default();
    let begins = dashes > 0 && (behind.starts_with(b"BEGIN ") || behind.starts_with(b"END "));
    let contains = |marker: &[u8]| line.windows(marker.len()).any(|part| part == marker);
    (begins || contains(b"-----BEGIN ") || contains(b"-----END ")).then_some(Boundary::Malformed)
}

#[derive(Default)]
struct Headers {
    encryption: Option<Encryption>,
}

/// Header lines have a colon, which base64 has not; returns them and the rest of the block.
fn headers(file: &[u8], block: Range<usize>) -> (Headers, Range<usize>) {
    let mut headers = Headers::default();
    let mut body = block.clone();
    for line in lines(file.get(block.clone()).unwrap_or_default()) {
        let range = block.start + line.start..block.start + line.end;
        let line = file.get(range.clone()).unwrap_or_default().trim_ascii();
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            if line.is_empty() {
                continue;
            }
            break;
        };
        body.start = range.end;
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case(b"Proc-Type") && value.ends_with(b"ENCRYPTED") {
            headers.encryption = Some(Encryption::Legacy {
                cipher: String::new(),
            });
        } else if name.eq_ignore_ascii_case(b"DEK-Info")
            && let Some(Encryption::Legacy { cipher }) = &mut headers.encryption
        {
            let name = value
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-');
            // Longer than any cipher's name is something else, which is not to be repeated.
            *cipher = name.take(20).map(|byte| char::from(*byte)).collect();
        }
    }
    (headers, body)
}

fn kind_of_label(label: &str) -> ItemKind {
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

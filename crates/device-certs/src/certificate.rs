//! A certificate as far as it can be read, with byte ranges (RFC 5280, 4.1). Reading never fails: certificates are
//! shown broken, and the problems say where.

mod extensions;
mod name;

pub use extensions::{AltName, BasicConstraints, Extension, KeyUsage};
pub use name::{Attribute, Name};

use std::ops::Range;

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::der::{self, Node, Problem, ProblemKind, Tag};
use crate::spki::{self, KeyKind};
use crate::{SignatureAlgorithm, oids, time};

/// What was understood of a certificate. Ranges are offsets into [`Certificate::der`]; parts that are missing are
/// `None` or empty, and [`Certificate::read`] reported them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The bytes, as given.
    pub der: Vec<u8>,
    /// 1, 2 or 3 as people count them; plain `openssl x509 -req` makes 1.
    pub version: u32,
    /// The content octets of the serial number, big-endian two's complement.
    pub serial: Vec<u8>,
    /// Who the certificate is about.
    pub subject: Name,
    /// Who signed it.
    pub issuer: Name,
    /// First second of validity, in Unix seconds.
    pub not_before: Option<i64>,
    /// Last second of validity, in Unix seconds.
    pub not_after: Option<i64>,
    /// The kind of the public key.
    pub key: KeyKind,
    /// How the certificate was signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// The part that was signed.
    pub tbs: Range<usize>,
    /// The SubjectPublicKeyInfo.
    pub spki: Range<usize>,
    /// The signature's octets.
    pub signature: Range<usize>,
    /// Where the validity stands.
    pub validity: Range<usize>,
    /// All extensions, known or not, in their order.
    pub extensions: Vec<Extension>,
    /// basicConstraints, when present.
    pub basic_constraints: Option<BasicConstraints>,
    /// keyUsage, when present.
    pub key_usage: Option<KeyUsage>,
    /// extKeyUsage as dotted object identifiers, when present.
    pub extended_key_usage: Option<Vec<String>>,
    /// subjectAltName.
    pub alt_names: Vec<AltName>,
    /// subjectKeyIdentifier, when present.
    pub subject_key_id: Option<Vec<u8>>,
    /// The keyIdentifier of authorityKeyIdentifier, when present.
    pub authority_key_id: Option<Vec<u8>>,
}

/// How a certificate stands to a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValidAt {
    /// The moment lies within the validity.
    Current,
    /// The validity begins later.
    NotYet,
    /// The validity is over.
    Expired,
    /// The dates could not be read.
    Unknown,
}

impl Certificate {
    /// Reads DER. Whatever the bytes are, there is a view of them; [`Certificate::is_readable`] says whether it is
    /// worth calling a certificate.
    pub fn read(bytes: &[u8]) -> (Self, Vec<Problem>) {
        let tree = der::parse(bytes);
        let mut reader = Reader {
            bytes,
            problems: tree.problems,
        };
        let certificate = reader.certificate(&tree.nodes);
        (certificate, reader.problems)
    }

    /// True when the parts without which nothing works are there: the signed part, a public key that could be
    /// read, and a signature.
    pub fn is_readable(&self) -> bool {
        !self.tbs.is_empty() && !self.signature.is_empty() && self.key != KeyKind::Unreadable
    }

    /// The bytes that were signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.slice(&self.tbs)
    }

    /// The SubjectPublicKeyInfo in DER.
    pub fn spki_der(&self) -> &[u8] {
        self.slice(&self.spki)
    }

    /// The signature's octets.
    pub fn signature_bytes(&self) -> &[u8] {
        self.slice(&self.signature)
    }

    /// The subject in DER, as an issued certificate must repeat it in its issuer.
    pub fn subject_der(&self) -> &[u8] {
        self.slice(&self.subject.bytes)
    }

    /// The issuer in DER.
    pub fn issuer_der(&self) -> &[u8] {
        self.slice(&self.issuer.bytes)
    }

    /// The serial number in upper-case hex, two digits per octet, as `openssl x509 -serial` writes it.
    pub fn serial_hex(&self) -> String {
        if self.serial.first().is_some_and(|first| first & 0x80 != 0) {
            return format!("-{}", hex(&negated(&self.serial)));
        }
        let zeros = self.serial.iter().take_while(|octet| **octet == 0).count();
        match self.serial.get(zeros..) {
            Some([]) if zeros > 0 => "00".to_owned(),
            significant => hex(significant.unwrap_or_default()),
        }
    }

    /// The first common name of the subject: what DPS takes for the registration ID.
    pub fn common_name(&self) -> Option<&str> {
        self.subject
            .common_names()
            .next()
            .map(|attribute| attribute.value.as_str())
    }

    /// True when subject and issuer are the same name. Whether it also signed itself is for
    /// [`crate::chain::self_check`] to find out.
    pub fn is_self_issued(&self) -> bool {
        !self.subject.bytes.is_empty() && self.subject.same_as(&self.issuer)
    }

    /// True when basicConstraints says so.
    pub fn is_ca(&self) -> bool {
        self.basic_constraints
            .is_some_and(|constraints| constraints.ca)
    }

    /// How many further CAs may follow below this one, when limited.
    pub fn path_len(&self) -> Option<u32> {
        self.basic_constraints
            .and_then(|constraints| constraints.path_len)
    }

    /// How the certificate stands to `now`, in Unix seconds.
    pub fn valid_at(&self, now: i64) -> ValidAt {
        match (self.not_before, self.not_after) {
            (Some(not_before), _) if now < not_before => ValidAt::NotYet,
            (_, Some(not_after)) if now > not_after => ValidAt::Expired,
            (Some(_), Some(_)) => ValidAt::Current,
            _ => ValidAt::Unknown,
        }
    }

    /// The SHA-1 thumbprint in upper-case hex without separators, as the DPS portal shows it.
    pub fn sha1(&self) -> String {
        hex(&Sha1::digest(&self.der))
    }

    /// The SHA-256 thumbprint in upper-case hex without separators, as IoT Hub shows it.
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(&self.der))
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }
}

/// Upper-case hex without separators.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| {
        DIGITS
            .get(usize::from(nibble))
            .map_or('?', |digit| char::from(*digit))
    };
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)])
        .collect()
}

/// The magnitude of a negative two's complement number.
fn negated(octets: &[u8]) -> Vec<u8> {
    let mut magnitude: Vec<u8> = octets.iter().map(|octet| !octet).collect();
    for octet in magnitude.iter_mut().rev() {
        let (sum, carry) = octet.overflowing_add(1);
        *octet = sum;
        if !carry {
            break;
        }
    }
    let zeros = magnitude.iter().take_while(|octet| **octet == 0).count();
    magnitude.split_off(zeros.min(magnitude.len()))
}

/// Reads the parts in order and collects what is wrong.
struct Reader<'a> {
    bytes: &'a [u8],
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, bytes: Range<usize>, kind: ProblemKind) {
        self.problems.push(Problem { bytes, kind });
    }

    /// The child that must come next, when it has the tag it must have.
    fn take<'n>(
        &mut self,
        parts: &mut Parts<'n>,
        tag: Tag,
        field: &'static str,
    ) -> Option<&'n Node> {
        let next = parts.nodes.first().filter(|node| node.tag == tag);
        match next {
            Some(node) => {
                parts.nodes = parts.nodes.get(1..).unwrap_or_default();
                parts.at = node.bytes().end;
            }
            None => self.problem(parts.at..parts.at, ProblemKind::Missing { field }),
        }
        next
    }

    fn certificate(&mut self, nodes: &[Node]) -> Certificate {
        let mut outer = Parts { nodes, at: 0 };
        let sequence = self.take(&mut outer, Tag::SEQUENCE, "the certificate");
        let trailing = outer.at..self.bytes.len();
        if sequence.is_some() && !trailing.is_empty() {
            self.problem(trailing, ProblemKind::TrailingBytes);
        }

        let mut parts = Parts::of(sequence);
        let tbs = self.take(&mut parts, Tag::SEQUENCE, "tbsCertificate");
        let algorithm_node = self.take(&mut parts, Tag::SEQUENCE, "signatureAlgorithm");
        let signature = self.take(&mut parts, Tag::BIT_STRING, "signatureValue");

        let mut parts = Parts::of(tbs);
        let version = self.version(&mut parts);
        let serial = self.take(&mut parts, Tag::INTEGER, "serialNumber");
        let inner_algorithm = self.take(&mut parts, Tag::SEQUENCE, "signature");
        let issuer = self.take(&mut parts, Tag::SEQUENCE, "issuer");
        let validity = self.take(&mut parts, Tag::SEQUENCE, "validity");
        let subject = self.take(&mut parts, Tag::SEQUENCE, "subject");
        let spki = self.take(&mut parts, Tag::SEQUENCE, "subjectPublicKeyInfo");
        if let (Some(inner), Some(outer)) = (inner_algorithm, algorithm_node)
            && inner.bytes_of(self.bytes) != outer.bytes_of(self.bytes)
        {
            self.problem(outer.bytes(), ProblemKind::SignatureAlgorithmsDiffer);
        }
        let signature_algorithm = match algorithm_node {
            Some(node) => self.readable(
                SignatureAlgorithm::from_node(self.bytes, node),
                node,
                "signatureAlgorithm",
            ),
            None => None,
        };
        let key = spki.and_then(|spki| {
            self.readable(
                spki::kind_of_node(self.bytes, spki),
                spki,
                "subjectPublicKeyInfo",
            )
        });
        let (not_before, not_after) = self.validity(validity);
        let mut certificate = Certificate {
            der: self.bytes.to_vec(),
            version,
            serial: serial
                .map(|node| node.content_of(self.bytes).to_vec())
                .unwrap_or_default(),
            subject: Name::of_node(self.bytes, subject),
            issuer: Name::of_node(self.bytes, issuer),
            not_before,
            not_after,
            key: key.unwrap_or(KeyKind::Unreadable),
            signature_algorithm: signature_algorithm
                .unwrap_or(SignatureAlgorithm::Other(String::new())),
            tbs: range_of(tbs),
            spki: range_of(spki),
            // The first octet of a BIT STRING counts unused bits.
            signature: signature
                .map(|node| (node.content.start + 1).min(node.content.end)..node.content.end)
                .unwrap_or_default(),
            validity: range_of(validity),
            extensions: Vec::new(),
            basic_constraints: None,
            key_usage: None,
            extended_key_usage: None,
            alt_names: Vec::new(),
            subject_key_id: None,
            authority_key_id: None,
        };
        let explicit = parts.nodes.iter().find(|node| node.tag.is_context(3));
        if let Some(list) = explicit.and_then(|explicit| explicit.child(0)) {
            self.extensions(list, &mut certificate);
        }
        certificate
    }

    fn readable<T>(&mut self, value: Option<T>, node: &Node, field: &'static str) -> Option<T> {
        if value.is_none() {
            self.problem(node.bytes(), ProblemKind::Unreadable { field });
        }
        value
    }

    fn version(&mut self, parts: &mut Parts<'_>) -> u32 {
        let Some(explicit) = parts.nodes.first().filter(|node| node.tag.is_context(0)) else {
            return 1;
        };
        parts.nodes = parts.nodes.get(1..).unwrap_or_default();
        parts.at = explicit.bytes().end;
        let number = explicit
            .child(0)
            .map(|number| number.content_of(self.bytes));
        match number {
            Some([number @ 0..=2]) => u32::from(*number) + 1,
            _ => {
                self.problem(
                    explicit.bytes(),
                    ProblemKind::Unreadable { field: "version" },
                );
                1
            }
        }
    }

    fn validity(&mut self, validity: Option<&Node>) -> (Option<i64>, Option<i64>) {
        let Some(validity) = validity else {
            return (None, None);
        };
        let mut read = |index, field| {
            let Some(node) = validity.child(index) else {
                self.problem(validity.bytes(), ProblemKind::Missing { field });
                return None;
            };
            let content = node.content_of(self.bytes);
            let secs = match node.tag {
                Tag::UTC_TIME => time::parse_utc_time(content),
                Tag::GENERALIZED_TIME => time::parse_generalized_time(content),
                _ => None,
            };
            self.readable(secs, node, field)
        };
        (read(0, "notBefore"), read(1, "notAfter"))
    }

    fn extensions(&mut self, list: &Node, certificate: &mut Certificate) {
        for node in &list.children {
            let Some(extension) =
                self.readable(Extension::of_node(self.bytes, node), node, "extension")
            else {
                continue;
            };
            if certificate
                .extensions
                .iter()
                .any(|earlier| earlier.oid == extension.oid)
            {
                self.problem(node.bytes(), ProblemKind::DuplicateExtension);
            } else {
                self.known_extension(&extension, node, certificate);
            }
            certificate.extensions.push(extension);
        }
    }

    fn known_extension(
        &mut self,
        extension: &Extension,
        node: &Node,
        certificate: &mut Certificate,
    ) {
        let inner = der::parse_range(self.bytes, extension.value.clone());
        let (bytes, value) = (self.bytes, inner.nodes.first());
        match extension.oid.as_str() {
            oids::BASIC_CONSTRAINTS => {
                let read = value.and_then(|value| BasicConstraints::of_node(bytes, value));
                certificate.basic_constraints = self.readable(read, node, "basicConstraints");
            }
            oids::KEY_USAGE => {
                let read = value.and_then(|value| KeyUsage::of_node(bytes, value));
                certificate.key_usage = self.readable(read, node, "keyUsage");
            }
            oids::EXTENDED_KEY_USAGE => {
                let read = value.and_then(|value| extensions::purposes(bytes, value));
                certificate.extended_key_usage = self.readable(read, node, "extKeyUsage");
            }
            oids::SUBJECT_ALT_NAME => {
                let read = value.map(|value| AltName::all_of_node(bytes, value));
                certificate.alt_names = self
                    .readable(read, node, "subjectAltName")
                    .unwrap_or_default();
            }
            oids::SUBJECT_KEY_IDENTIFIER => {
                let octets = value.filter(|value| value.tag == Tag::OCTET_STRING);
                let read = octets.map(|value| value.content_of(bytes).to_vec());
                certificate.subject_key_id = self.readable(read, node, "subjectKeyIdentifier");
            }
            oids::AUTHORITY_KEY_IDENTIFIER => {
                let fields = self.readable(value, node, "authorityKeyIdentifier");
                let fields = fields
                    .map(|value| value.children.as_slice())
                    .unwrap_or_default();
                let key_id = fields.iter().find(|field| field.tag.is_context(0));
                certificate.authority_key_id =
                    key_id.map(|key_id| key_id.content_of(bytes).to_vec());
            }
            _ => {}
        }
    }
}

/// Children still to be read, and where the next one stands or should stand.
struct Parts<'n> {
    nodes: &'n [Node],
    at: usize,
}

impl<'n> Parts<'n> {
    fn of(parent: Option<&'n Node>) -> Self {
        Self {
            nodes: parent
                .map(|parent| parent.children.as_slice())
                .unwrap_or_default(),
            at: parent.map_or(0, |parent| parent.content.start),
        }
    }
}

fn range_of(node: Option<&Node>) -> Range<usize> {
    node.map(Node::bytes).unwrap_or_default()
}

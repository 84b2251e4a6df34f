//! Finding the parts of a certificate in its DER tree, in the order of RFC 5280 (4.1), and what is wrong with them.

use std::ops::Range;

use super::extensions;
use super::{AltName, BasicConstraints, Certificate, Extension, KeyUsage, Name};
use crate::der::{self, Node, Problem, ProblemKind, Tag};
use crate::spki::{self, KeyKind};
use crate::{SignatureAlgorithm, oids, time};

/// Reads the parts in order and collects what is wrong.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) problems: Vec<Problem>,
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

    pub(super) fn certificate(&mut self, nodes: &[Node]) -> Certificate {
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

//! A certificate as a tree of named fields in plain words beside its bytes: for looking at, whatever state it is in.
//!
//! Every byte belongs to exactly one leaf, so that bytes and fields can point at each other. What the fields are
//! called and mean stands in the tables of `view/shapes.rs`; this file only lays them over the DER tree.

mod shapes;
mod values;

use std::ops::Range;

use crate::certificate::{Extension, Name};
use crate::der::{self, Node, Tag};
use crate::pem::ItemKind;
use crate::{oids, spki};
use shapes::{Inside, Is, Member, Shape};

/// What was understood of some DER, and what is wrong with its encoding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// The fields on the outermost level: one, unless the bytes are damaged.
    pub fields: Vec<Field>,
    /// What is wrong, in the order of the bytes.
    pub problems: Vec<der::Problem>,
}

/// A part of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub label: &'static str,
    /// What it is for: a sentence, or nothing where the label says it all.
    pub meaning: &'static str,
    /// The bytes, tag and length included, as an offset into what was viewed.
    pub bytes: Range<usize>,
    /// The value for people; empty where the children say it.
    pub value: String,
    /// How much it matters.
    pub weight: Weight,
    /// The parts, which together cover its bytes; a field without any is a leaf.
    pub children: Vec<Self>,
}

/// How much a field matters to somebody who wants to know whether DPS will take the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// To be shown first: DPS, IoT Hub or the handshake decides by it.
    First,
    /// The rest.
    Normal,
    /// Tags, lengths and the like: only there so that every byte has its field.
    Framing,
}

/// What an extension says is summed up no further than this.
const MAX_SUMMARY_BYTES: usize = 160;

impl View {
    /// The fields to show first, in the order of the bytes.
    pub fn first(&self) -> Vec<&Field> {
        let mut found = Vec::new();
        collect(&self.fields, &mut |field| {
            if field.weight == Weight::First {
                found.push(field);
            }
        });
        found
    }

    /// All leaves, in the order of the bytes, which they cover without gap or overlap.
    pub fn leaves(&self) -> Vec<&Field> {
        let mut found = Vec::new();
        collect(&self.fields, &mut |field| {
            if field.children.is_empty() {
                found.push(field);
            }
        });
        found
    }

    /// The fields around the byte at `offset`, the outermost first.
    pub fn path_to(&self, offset: usize) -> Vec<&Field> {
        let mut path = Vec::new();
        let mut fields = &self.fields;
        while let Some(field) = fields.iter().find(|field| field.bytes.contains(&offset)) {
            path.push(field);
            fields = &field.children;
        }
        path
    }
}

fn collect<'a>(fields: &'a [Field], visit: &mut impl FnMut(&'a Field)) {
    for field in fields {
        visit(field);
        collect(&field.children, visit);
    }
}

/// Views a certificate.
pub fn certificate(der: &[u8]) -> View {
    lay(der, &shapes::CERTIFICATE)
}

/// Views whatever a block of a file holds; `None` for what is or may be a private key, which is not for looking at.
pub fn item(kind: &ItemKind, der: &[u8]) -> Option<View> {
    Some(match kind {
        ItemKind::Certificate => certificate(der),
        ItemKind::CertificateRequest => lay(der, &shapes::REQUEST),
        ItemKind::PublicKey => lay(der, &shapes::PUBLIC_KEY),
        ItemKind::Crl => lay(der, &shapes::CRL),
        ItemKind::EcParameters | ItemKind::Pkcs7 => lay(der, &shapes::PART),
        _ => return None,
    })
}

fn lay(der: &[u8], shape: &'static Shape) -> View {
    let tree = der::parse(der);
    let layer = Layer { bytes: der };
    let mut fields = Vec::new();
    layer.series(&mut fields, &tree.nodes, 0..der.len(), |index, _| {
        if index == 0 { shape } else { &shapes::BEHIND }
    });
    View {
        fields,
        problems: tree.problems,
    }
}

struct Layer<'a> {
    bytes: &'a [u8],
}

impl Layer<'_> {
    /// Fields for nodes that stand one behind the other in `range`, and for what is left of it.
    fn series(
        &self,
        fields: &mut Vec<Field>,
        nodes: &[Node],
        range: Range<usize>,
        mut shape_of: impl FnMut(usize, Tag) -> &'static Shape,
    ) {
        let mut at = range.start;
        for (index, node) in nodes.iter().enumerate() {
            let bytes = node.bytes();
            fields.push(self.field(node, shape_of(index, node.tag)));
            at = bytes.end;
        }
        if at < range.end {
            fields.push(self.leaf(at..range.end, &shapes::UNREADABLE));
        }
    }

    fn leaf(&self, bytes: Range<usize>, shape: &'static Shape) -> Field {
        Field {
            label: shape.label,
            meaning: shape.meaning,
            value: match shape.weight {
                Weight::Framing => String::new(),
                _ => values::hex(self.bytes.get(bytes.clone()).unwrap_or_default()),
            },
            weight: shape.weight,
            bytes,
            children: Vec::new(),
        }
    }

    fn field(&self, node: &Node, shape: &'static Shape) -> Field {
        let shape = match shape.inside {
            Inside::Choice(members) => chosen(members, node.tag).unwrap_or(&shapes::PART),
            _ => shape,
        };
        let mut field = Field {
            label: shape.label,
            meaning: shape.meaning,
            bytes: node.bytes(),
            value: String::new(),
            weight: shape.weight,
            children: Vec::new(),
        };
        match shape.inside {
            Inside::Wrapped(inner) if !node.tag.constructed => {
                self.wrapped(&mut field, node, inner)
            }
            Inside::Extension => self.extension(&mut field, node),
            Inside::Attribute => self.attribute(&mut field, node),
            _ => self.parts(&mut field, node, parts_of(shape)),
        }
        if field.value.is_empty() {
            field.value = self.value(node, shape, field.children.is_empty());
        }
        field
    }

    /// The children of a constructed node, its tag and length before them.
    fn parts(
        &self,
        field: &mut Field,
        node: &Node,
        shape_of: impl FnMut(usize, Tag) -> &'static Shape,
    ) {
        if node.children.is_empty() {
            return;
        }
        field
            .children
            .push(self.leaf(node.header.clone(), &shapes::HEADER));
        self.series(
            &mut field.children,
            &node.children,
            node.content.clone(),
            shape_of,
        );
        if node.indefinite {
            field
                .children
                .push(self.leaf(node.content.end..node.bytes().end, &shapes::END_MARKER));
        }
    }

    /// DER within an OCTET STRING or BIT STRING. What is none stays a leaf.
    fn wrapped(&self, field: &mut Field, node: &Node, inner: &'static Shape) {
        // The first octet of a BIT STRING counts unused bits.
        let skipped = usize::from(node.tag == Tag::BIT_STRING);
        let start = (node.content.start + skipped).min(node.content.end);
        let tree = der::parse_range(self.bytes, start..node.content.end);
        let covered = tree
            .nodes
            .last()
            .is_some_and(|last| last.bytes().end == node.content.end);
        if !covered || !tree.problems.is_empty() {
            return;
        }
        field
            .children
            .push(self.leaf(node.header.start..start, &shapes::HEADER));
        self.series(
            &mut field.children,
            &tree.nodes,
            start..node.content.end,
            |index, _| {
                if index == 0 { inner } else { &shapes::BEHIND }
            },
        );
    }

    /// An extension is called by its name, and its value read as that name asks.
    fn extension(&self, field: &mut Field, node: &Node) {
        let extension = Extension::of_node(self.bytes, node);
        let oid = extension
            .as_ref()
            .map_or("", |extension| extension.oid.as_str());
        let (shape, value) = shapes::extension(oid);
        (field.label, field.meaning, field.weight) = (shape.label, shape.meaning, shape.weight);
        self.parts(field, node, |_, tag| match tag {
            Tag::OID => &shapes::EXTENSION_ID,
            Tag::BOOLEAN => &shapes::CRITICAL,
            Tag::OCTET_STRING => value,
            _ => &shapes::PART,
        });
        let critical = extension
            .as_ref()
            .is_some_and(|extension| extension.critical);
        let mut said = String::new();
        if let Some(value) = field.children.last() {
            collect(&value.children, &mut |part| {
                if part.children.is_empty()
                    && !part.value.is_empty()
                    && said.len() < MAX_SUMMARY_BYTES
                {
                    said.push_str(if said.is_empty() { "" } else { ", " });
                    said.push_str(&part.value);
                }
            });
        }
        if said.is_empty() {
            said.push_str(if oid == oids::BASIC_CONSTRAINTS {
                "no CA"
            } else {
                oids::name_or_dotted(oid)
            });
        } else if oid == oids::BASIC_CONSTRAINTS {
            said.insert_str(0, "CA: ");
        }
        field.value = if critical { said + " (critical)" } else { said };
    }

    /// An attribute of a name is called by its type.
    fn attribute(&self, field: &mut Field, node: &Node) {
        self.parts(field, node, |index, _| {
            if index == 0 {
                &shapes::ATTRIBUTE_TYPE
            } else {
                &shapes::ATTRIBUTE_VALUE
            }
        });
        let kind = node
            .child(0)
            .and_then(|kind| oids::decode(kind.content_of(self.bytes)));
        let common_name = kind.as_deref() == Some(oids::COMMON_NAME);
        if common_name {
            field.label = "common name";
        }
        // In the subject it is what DPS takes for the registration ID; the issuer's does not matter to it.
        field.weight = match field.weight {
            Weight::First if !common_name => Weight::Normal,
            weight => weight,
        };
        if field.weight == Weight::First {
            field.meaning = "DPS takes this for the registration ID.";
        }
        let value = node
            .child(1)
            .map(|value| values::text(self.bytes, value))
            .unwrap_or_default();
        let kind = kind.as_deref().map_or("", oids::name_or_dotted);
        field.value = [kind, "=", &value].concat();
    }

    fn value(&self, node: &Node, shape: &Shape, is_leaf: bool) -> String {
        match shape.inside {
            Inside::Name | Inside::Subject => Name::of_node(self.bytes, Some(node)).to_string(),
            Inside::Key => spki::kind_of_node(self.bytes, node)
                .map(|kind| kind.to_string())
                .unwrap_or_default(),
            Inside::Algorithm => {
                let oid = node
                    .child(0)
                    .and_then(|oid| oids::decode(oid.content_of(self.bytes)));
                oid.map(|oid| oids::name_or_dotted(&oid).to_owned())
                    .unwrap_or_default()
            }
            Inside::Version => values::version(
                node.child(0)
                    .map_or(&[], |number| number.content_of(self.bytes)),
            ),
            _ if !is_leaf => String::new(),
            Inside::KeyUsage => values::key_usage(self.bytes, node),
            Inside::Text => values::printable(node.content_of(self.bytes)),
            Inside::Address => values::address(node.content_of(self.bytes)),
            Inside::Identifier => values::identifier(node.content_of(self.bytes)),
            _ => values::of_tag(self.bytes, node),
        }
    }
}

/// The shapes of the children of a node of a shape, asked for in their order.
fn parts_of(shape: &'static Shape) -> impl FnMut(usize, Tag) -> &'static Shape {
    let mut rest = match shape.inside {
        Inside::Members(members) => members,
        _ => &[],
    };
    move |index, tag| match (shape.inside, index) {
        (Inside::Each(each), _) => each,
        (Inside::Name, _) => &shapes::NAME_SET,
        (Inside::Subject, _) => &shapes::SUBJECT_SET,
        (Inside::Algorithm, 0) => &shapes::ALGORITHM_ID,
        (Inside::Algorithm, _) => &shapes::ALGORITHM_PARAMETERS,
        (Inside::Version, _) => &shapes::VERSION_NUMBER,
        (Inside::Key, 0) => &shapes::KEY_ALGORITHM,
        (Inside::Key, 1) => &shapes::KEY_BITS,
        // Members stand in their order, and any of them may be missing.
        (Inside::Members(_), _) => match rest.iter().position(|member| member.is.fits(tag)) {
            Some(found) => {
                let shape = rest.get(found).map_or(&shapes::PART, |member| member.shape);
                rest = rest.get(found + 1..).unwrap_or_default();
                shape
            }
            None => &shapes::PART,
        },
        _ => &shapes::PART,
    }
}

fn chosen(members: &'static [Member], tag: Tag) -> Option<&'static Shape> {
    let found = members.iter().find(|member| member.is.fits(tag));
    found.map(|member| member.shape)
}

impl Is {
    fn fits(self, tag: Tag) -> bool {
        match self {
            Self::Context(number) => tag.is_context(number),
            Self::Universal(number) => tag.class == der::Class::Universal && tag.number == number,
            Self::Time => tag == Tag::UTC_TIME || tag == Tag::GENERALIZED_TIME,
            Self::Anything => true,
        }
    }
}

//! The chain as a picture: who is there, who signed whom, and who is missing. In any order of the files.

use device_certs::{Certificate, Verdict};

use super::{Judgement, Origin};

/// One certificate of the picture, or the one that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is in the picture.
    pub kind: NodeKind,
    /// Its name.
    pub title: String,
    /// What is to be known of it.
    pub note: String,
    /// Where to find it; none for what is missing.
    pub origin: Option<Origin>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// The certificate the question is about.
    Leaf,
    /// A certificate above it.
    Authority,
    /// It ends the chain.
    Root,
    /// Not sent, but known to the service.
    Anchor,
    /// Nobody has it here.
    Missing,
}

/// How a node was signed by the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// The signature was checked and holds.
    Signed,
    /// It was checked and does not hold.
    NotSigned,
    /// It cannot be checked, and why.
    Unchecked(String),
    /// The signer is not there.
    Missing,
}

/// The chain from the leaf up: between two nodes stands one arrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Leaf first.
    pub nodes: Vec<Node>,
    /// The arrow at index i is from `nodes[i]` to `nodes[i + 1]`.
    pub arrows: Vec<Arrow>,
    /// Certificates that have no place in the chain.
    pub beside: Vec<Node>,
}

impl Picture {
    /// The picture of what was judged.
    pub fn of(judgement: &Judgement) -> Self {
        let mut picture = Self::default();
        let path = &judgement.chain.path;
        for (place, index) in path.iter().enumerate() {
            let Some(certificate) = judgement.certificates.get(*index) else {
                continue;
            };
            let (kind, note) = match place {
                _ if place > 0 && certificate.is_self_issued() => {
                    (NodeKind::Root, "root, signed by itself")
                }
                0 if certificate.is_self_issued() => (NodeKind::Leaf, "signed by itself"),
                0 => (NodeKind::Leaf, "the one this is about"),
                _ => (NodeKind::Authority, "CA, in the chain"),
            };
            picture.push(judgement, *index, certificate, kind, note);
        }
        let pairs = path.iter().zip(path.iter().skip(1));
        picture.arrows = pairs
            .map(|(child, issuer)| arrow(judgement.signed(*child, *issuer)))
            .collect();
        let top = path
            .last()
            .and_then(|index| judgement.certificates.get(*index));
        if let Some(top) = top.filter(|top| !top.is_self_issued()) {
            picture.end(judgement, top);
        }
        let beside = &judgement.chain.unrelated;
        picture.beside = beside
            .iter()
            .filter_map(|index| {
                let certificate = judgement.certificates.get(*index)?;
                Some(Node {
                    kind: NodeKind::Authority,
                    title: name_of(certificate),
                    note: "not above the leaf".to_owned(),
                    origin: judgement.origins.get(*index).copied(),
                })
            })
            .collect();
        picture
    }

    fn push(
        &mut self,
        judgement: &Judgement,
        index: usize,
        certificate: &Certificate,
        kind: NodeKind,
        note: &str,
    ) {
        self.nodes.push(Node {
            kind,
            title: name_of(certificate),
            note: note.to_owned(),
            origin: judgement.origins.get(index).copied(),
        });
    }

    /// What stands above the last certificate that is presented: a CA the service knows, or a gap.
    fn end(&mut self, judgement: &Judgement, top: &Certificate) {
        let holds = |verdict: &Verdict| *verdict == Verdict::Valid;
        let anchors = &judgement.anchors;
        let signer = anchors.iter().find(|anchor| holds(&anchor.verdict));
        if let Some(anchor) = signer.or_else(|| anchors.first()) {
            self.nodes.push(Node {
                kind: NodeKind::Anchor,
                title: name_of(&anchor.certificate),
                note: format!("not sent; in {}", anchor.file),
                origin: Some(anchor.origin),
            });
            self.arrows.push(arrow(Some(&anchor.verdict)));
            return;
        }
        let issuer = top.issuer.common_names().next();
        let note = if judgement.has_lost_blocks {
            "not here, or in the part that cannot be read"
        } else {
            "missing: nobody sends it"
        };
        self.nodes.push(Node {
            kind: NodeKind::Missing,
            title: issuer.map_or_else(|| top.issuer.to_string(), |name| name.value.clone()),
            note: note.to_owned(),
            origin: None,
        });
        self.arrows.push(Arrow::Missing);
    }

    /// What to do about a missing link: a sentence.
    pub fn advice(&self) -> Option<String> {
        let missing = self
            .nodes
            .iter()
            .position(|node| node.kind == NodeKind::Missing)?;
        let below = self.nodes.get(missing.checked_sub(1)?)?;
        let title = &self.nodes.get(missing)?.title;
        Some(format!(
            "Add the certificate of {title} behind that of {}, in the same file; a root that the service knows need not be sent.",
            below.title
        ))
    }

    /// The picture in words, from the leaf up.
    pub fn description(&self) -> String {
        let nodes = self.nodes.iter().zip(self.nodes.iter().skip(1));
        let links = nodes.zip(&self.arrows).map(|((child, issuer), arrow)| {
            let (child, issuer) = (&child.title, &issuer.title);
            match arrow {
                Arrow::Signed => format!("{child} is signed by {issuer}."),
                Arrow::NotSigned => format!("{child} names {issuer}, which did not sign it."),
                Arrow::Unchecked(why) => {
                    format!(
                        "{child} names {issuer}; whether that signed it cannot be checked: {why}."
                    )
                }
                Arrow::Missing => format!("{child} names {issuer}, which is missing."),
            }
        });
        let links: Vec<String> = links.collect();
        match (links.is_empty(), self.nodes.first()) {
            (true, Some(only)) => format!("{}: {}.", only.title, only.note),
            _ => links.join(" "),
        }
    }
}

fn arrow(verdict: Option<&Verdict>) -> Arrow {
    match verdict {
        Some(Verdict::Valid) => Arrow::Signed,
        Some(Verdict::Invalid) => Arrow::NotSigned,
        Some(Verdict::NotCheckable(why)) => Arrow::Unchecked(why.clone()),
        None => Arrow::Unchecked("it was not tried".to_owned()),
    }
}

/// What a certificate is called: its common name, else its whole subject.
pub(super) fn name_of(certificate: &Certificate) -> String {
    match certificate.common_name() {
        Some(name) => name.to_owned(),
        None if certificate.subject.attributes.is_empty() => {
            "a certificate without a name".to_owned()
        }
        None => certificate.subject.to_string(),
    }
}

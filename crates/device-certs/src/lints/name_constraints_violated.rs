//! A name is outside of what a CA above allows.

use std::ops::Range;

use crate::Certificate;
use crate::certificate::{AltName, Name};
use crate::der::{self, Node};
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "name_constraints_violated",
    severity: Severity::Error,
    title: "a name is outside of what a CA above allows",
    profiles: Profile::PRESENTED,
    check: Check::Authority(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "name_constraints_violated",
    why: "The CA was allowed to issue for certain names only. Validating a chain checks every name against it, so that DPS does not get from the device to the CA of its group and answers 401002.",
    fix: "Issue under a CA that allows the name; `openssl x509 -in ca.pem -noout -ext nameConstraints` shows what it allows.",
    citations: &[rfc!(5280, "6.1.3"), rfc!(5280, "4.2.1.10")],
    fires_on: &[
        "device/name_constraints_violated.pem",
        "device/name_constraints_dns.pem",
    ],
    quiet_on: &["device/good_p256.pem", "device/name_constraints_kept.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(extension) = subject
        .certificate
        .extensions
        .iter()
        .find(|extension| extension.oid == oids::NAME_CONSTRAINTS)
    else {
        return found.not_applicable("no CA constrains names");
    };
    let Some(constraints) = Constraints::read(&subject.certificate.der, extension.value.clone())
    else {
        return found.not_applicable("the name constraints cannot be read");
    };
    for below in evidence.path().take(subject.below) {
        if below.certificate.is_self_issued() && below.below > 0 {
            continue;
        }
        if let Some(name) = constraints.violated_by(below.certificate) {
            found.in_certificate(
                below.index,
                below.certificate.subject.bytes.clone(),
                format!(
                    "{name:?} is not allowed below {:?}",
                    subject.certificate.subject.to_string()
                ),
            );
        }
    }
}

/// The forms of names that device certificates have: directory names and host names (RFC 5280, 4.2.1.10).
#[derive(Default)]
struct Constraints {
    permitted: Subtrees,
    excluded: Subtrees,
}

#[derive(Default)]
struct Subtrees {
    directories: Vec<Name>,
    hosts: Vec<String>,
}

impl Constraints {
    fn read(der: &[u8], value: Range<usize>) -> Option<Self> {
        let tree = der::parse_range(der, value);
        let mut constraints = Self::default();
        for list in &tree.nodes.first()?.children {
            match list.tag {
                tag if tag.is_context(0) => constraints.permitted = Subtrees::read(der, list),
                tag if tag.is_context(1) => constraints.excluded = Subtrees::read(der, list),
                _ => {}
            }
        }
        Some(constraints)
    }

    /// The first name of `certificate` that is not allowed.
    fn violated_by(&self, certificate: &Certificate) -> Option<String> {
        let subject = &certificate.subject;
        let within = |tree: &Name| starts_with(subject, tree);
        let outside = !self.permitted.directories.is_empty()
            && !self.permitted.directories.iter().any(within);
        // An empty subject is no name.
        if !subject.attributes.is_empty()
            && (outside || self.excluded.directories.iter().any(within))
        {
            return Some(subject.to_string());
        }
        certificate.alt_names.iter().find_map(|name| {
            let AltName::Dns(host) = name else {
                return None;
            };
            let within = |tree: &String| is_below(host, tree);
            let outside =
                !self.permitted.hosts.is_empty() && !self.permitted.hosts.iter().any(within);
            (outside || self.excluded.hosts.iter().any(within)).then(|| host.clone())
        })
    }
}

impl Subtrees {
    fn read(der: &[u8], list: &Node) -> Self {
        let mut subtrees = Self::default();
        for base in list.children.iter().filter_map(|subtree| subtree.child(0)) {
            match base.tag {
                tag if tag.is_context(4) => {
                    subtrees.directories.push(Name::of_node(der, base.child(0)))
                }
                tag if tag.is_context(2) => subtrees
                    .hosts
                    .push(String::from_utf8_lossy(base.content_of(der)).into_owned()),
                _ => {}
            }
        }
        subtrees
    }
}

/// True when the parts of `tree` are the first ones of `name`.
fn starts_with(name: &Name, tree: &Name) -> bool {
    let head = Name {
        attributes: name
            .attributes
            .iter()
            .take(tree.attributes.len())
            .cloned()
            .collect(),
        bytes: 0..0,
    };
    head.same_as(tree)
}

/// True for the host itself and everything left of it.
fn is_below(host: &str, tree: &str) -> bool {
    let tree = tree.trim_start_matches('.');
    let split = host.len().checked_sub(tree.len());
    let Some((head, tail)) = split.and_then(|split| host.split_at_checked(split)) else {
        return false;
    };
    tail.eq_ignore_ascii_case(tree) && (head.is_empty() || tree.is_empty() || head.ends_with('.'))
}

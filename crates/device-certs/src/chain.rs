//! Which certificate issued which: by names and key identifiers, never by trying signatures. The signatures are
//! handed out as checks.

use crate::{Belongs, Certificate, PrivateKey, SignatureCheck};

/// The certificates of a file put in order. All numbers are indices into what was given to [`order`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chain {
    /// The leaf, then its issuer, and so on, as far as issuers were given.
    pub path: Vec<usize>,
    /// Certificates that are not above the leaf, in the order given.
    pub unrelated: Vec<usize>,
    /// Certificates that are there already, byte for byte, in the order given.
    pub duplicates: Vec<usize>,
}

impl Chain {
    /// The certificate of the device.
    pub fn leaf(&self) -> Option<usize> {
        self.path.first().copied()
    }

    /// True when the certificates already stood in this order, the leaf first and nothing else among them.
    pub fn was_in_order(&self) -> bool {
        self.unrelated.is_empty() && self.duplicates.is_empty() && self.path.is_sorted()
    }
}

/// Puts certificates given in any order into a chain. The leaf is the one that issued none of the others; of
/// several, the one `key` belongs to, else the first that is no CA, else the first. Where all issued each other,
/// the same ties decide among all.
pub fn order(certificates: &[Certificate], key: Option<&PrivateKey>) -> Chain {
    let issued_another = |index: usize| {
        let issuer = certificates.get(index);
        certificates.iter().any(|other| {
            issuer.is_some_and(|issuer| other.der != issuer.der && issued(issuer, other))
        })
    };
    let mut candidates: Vec<usize> = (0..certificates.len())
        .filter(|index| !issued_another(*index))
        .collect();
    if candidates.is_empty() {
        candidates = (0..certificates.len()).collect();
    }
    let certificate = |index: &&usize| certificates.get(**index);
    let has_key = |index: &&usize| {
        let belongs = key
            .zip(certificate(index))
            .map(|(key, certificate)| key.belongs_to(certificate));
        belongs == Some(Belongs::Yes)
    };
    let is_no_ca =
        |index: &&usize| certificate(index).is_some_and(|certificate| !certificate.is_ca());
    let leaf = candidates
        .iter()
        .find(has_key)
        .or_else(|| candidates.iter().find(is_no_ca))
        .or_else(|| candidates.first());
    leaf.map(|leaf| path_from(certificates, *leaf))
        .unwrap_or_default()
}

/// The chain above the certificate at `leaf`, which is known: a TLS peer sends its own first. Certificates may
/// stand in any order; a `leaf` that is none gives a chain without path.
pub fn path_from(certificates: &[Certificate], leaf: usize) -> Chain {
    let mut chain = Chain::default();
    let mut current = certificates
        .get(leaf)
        .map(|certificate| (leaf, certificate));
    while let Some((index, certificate)) = current {
        chain.path.push(index);
        let taken = |other: &Certificate| {
            chain.path.iter().any(|index| {
                certificates
                    .get(*index)
                    .is_some_and(|taken| taken.der == other.der)
            })
        };
        current = certificates
            .iter()
            .enumerate()
            .filter(|(_, other)| {
                !ends_chain(certificate) && issued(other, certificate) && !taken(other)
            })
            // `max_by_key` takes the last of equals; the first given is to win.
            .rev()
            .max_by_key(|(_, other)| key_ids(other, certificate));
    }
    for (index, certificate) in certificates.iter().enumerate() {
        let same = |other: &usize| {
            certificates
                .get(*other)
                .is_some_and(|other| other.der == certificate.der)
        };
        if chain.path.contains(&index) {
            continue;
        }
        if chain.path.iter().any(same) || chain.unrelated.iter().any(same) {
            chain.duplicates.push(index);
        } else {
            chain.unrelated.push(index);
        }
    }
    chain
}

/// How well the key identifiers of issuer and issued fit, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyIds {
    /// They name different keys: the issuer has another certificate, or another key, under this name.
    Differ,
    /// One of the two says nothing.
    Unknown,
    /// They name the same key.
    Agree,
}

/// Compares subjectKeyIdentifier of `issuer` with authorityKeyIdentifier of `certificate` (RFC 5280, 4.2.1.1).
pub fn key_ids(issuer: &Certificate, certificate: &Certificate) -> KeyIds {
    match (&issuer.subject_key_id, &certificate.authority_key_id) {
        (Some(own), Some(wanted)) if own == wanted => KeyIds::Agree,
        (Some(_), Some(_)) => KeyIds::Differ,
        _ => KeyIds::Unknown,
    }
}

/// True when `issuer` can have issued `certificate`: the name fits, and the key identifiers do not contradict.
pub fn may_have_issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    names_fit(issuer, certificate) && key_ids(issuer, certificate) != KeyIds::Differ
}

/// A root. A leaf that happens to have the name of its CA is none: the identifiers differ.
fn ends_chain(certificate: &Certificate) -> bool {
    certificate.is_self_issued() && key_ids(certificate, certificate) != KeyIds::Differ
}

/// A certificate whose issuer is there by name but with another key still belongs into the chain: the check of the
/// link is what tells its owner.
fn issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    names_fit(issuer, certificate) && !(issuer.subject.attributes.is_empty())
}

fn names_fit(issuer: &Certificate, certificate: &Certificate) -> bool {
    certificate.issuer.same_as(&issuer.subject)
}

/// The check whether `issuer` signed `certificate`.
pub fn issued_check(certificate: &Certificate, issuer: &Certificate) -> SignatureCheck {
    SignatureCheck {
        algorithm: certificate.signature_algorithm.clone(),
        public_key: issuer.spki_der().to_vec(),
        message: certificate.tbs_der().to_vec(),
        signature: certificate.signature_bytes().to_vec(),
    }
}

/// The check whether a certificate that names itself as its issuer also signed itself.
pub fn self_check(certificate: &Certificate) -> Option<SignatureCheck> {
    certificate
        .is_self_issued()
        .then(|| issued_check(certificate, certificate))
}

/// One check for each link of the path, leaf first: the check at index i is of `path[i]` under `path[i + 1]`.
pub fn link_checks(certificates: &[Certificate], chain: &Chain) -> Vec<SignatureCheck> {
    let links = chain.path.iter().zip(chain.path.iter().skip(1));
    links
        .filter_map(|(child, issuer)| {
            Some(issued_check(
                certificates.get(*child)?,
                certificates.get(*issuer)?,
            ))
        })
        .collect()
}

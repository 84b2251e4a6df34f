//! Which certificate issued which: by names and key identifiers, never by trying signatures. The signatures are
//! handed out as checks.

use crate::{Certificate, PrivateKey, SignatureCheck};

/// The certificates of a file put in order. All numbers are indices into what was given to [`order`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chain {
    /// The leaf, then its issuer, and so on, as far as issuers were given.
    pub path: Vec<usize>,
    /// Certificates that are not above the leaf.
    pub unrelated: Vec<usize>,
    /// Certificates that are there already, byte for byte.
    pub duplicates: Vec<usize>,
}

impl Chain {
    /// The certificate of the device.
    pub fn leaf(&self) -> Option<usize> {
        self.path.first().copied()
    }
}

/// Puts certificates given in any order into a chain. The leaf is the one that issued none of the others; of
/// several, the one `key` belongs to, else the first that is no CA, else the first.
pub fn order(certificates: &[Certificate], key: Option<&PrivateKey>) -> Chain {
    let _ = (certificates, key);
    Chain::default()
}

/// The chain above the certificate at `leaf`, which is known: a TLS peer sends its own first.
pub fn path_from(certificates: &[Certificate], leaf: usize) -> Chain {
    let _ = (certificates, leaf);
    Chain::default()
}

/// True when `issuer` can have issued `certificate`: the name fits, and the key identifiers do not contradict.
pub fn may_have_issued(issuer: &Certificate, certificate: &Certificate) -> bool {
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

//! The same private key in another container: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017, A.1.2) or SEC1 (RFC 5915), since
//! the libraries of devices differ in what they read.

use zeroize::Zeroizing;

use crate::key::PrivateKey;
use crate::spki::KeyKind;
use crate::{der, der_writer, pem_encode};

/// How a private key is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyContainer {
    /// `PRIVATE KEY`: any kind of key.
    Pkcs8,
    /// `RSA PRIVATE KEY`: RSA alone.
    Pkcs1,
    /// `EC PRIVATE KEY`: elliptic curves alone.
    Sec1,
}

impl KeyContainer {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pkcs8, Self::Pkcs1, Self::Sec1];

    /// The label of its PEM.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pkcs8 => "PRIVATE KEY",
            Self::Pkcs1 => "RSA PRIVATE KEY",
            Self::Sec1 => "EC PRIVATE KEY",
        }
    }

    /// True when a key of `kind` can be in it.
    pub fn holds(self, kind: &KeyKind) -> bool {
        match self {
            Self::Pkcs8 => true,
            Self::Pkcs1 => matches!(kind, KeyKind::Rsa { .. }),
            Self::Sec1 => matches!(kind, KeyKind::Ec(_)),
        }
    }
}

impl PrivateKey {
    /// The key in `container`, in DER; `None` where that [cannot hold](KeyContainer::holds) it.
    pub fn to_container(&self, container: KeyContainer) -> Option<Zeroizing<Vec<u8>>> {
        if !container.holds(&self.kind) {
            return None;
        }
        if container == KeyContainer::Pkcs8 {
            return Some(self.pkcs8.clone());
        }
        let tree = der::parse(&self.pkcs8);
        let [_version, algorithm, octets] = tree.nodes.first()?.children.as_slice() else {
            return None;
        };
        let inner = octets.content_of(&self.pkcs8);
        if container == KeyContainer::Pkcs1 {
            return Some(Zeroizing::new(inner.to_vec()));
        }
        // Within PKCS#8 the curve stands outside; alone the key must name it itself.
        let curve = algorithm.child(1)?.bytes_of(&self.pkcs8);
        let tree = der::parse(inner);
        let [version, number, public @ ..] = tree.nodes.first()?.children.as_slice() else {
            return None;
        };
        let curve = der_writer::tlv(0xa0, curve);
        let public = public
            .first()
            .map(|public| public.bytes_of(inner))
            .unwrap_or_default();
        let parts = [
            version.bytes_of(inner),
            number.bytes_of(inner),
            &curve,
            public,
        ];
        Some(Zeroizing::new(der_writer::sequence(&parts)))
    }

    /// The key in `container`, as PEM.
    pub fn to_container_pem(&self, container: KeyContainer) -> Option<Zeroizing<String>> {
        let der = self.to_container(container)?;
        Some(Zeroizing::new(pem_encode(container.label(), &der)))
    }
}

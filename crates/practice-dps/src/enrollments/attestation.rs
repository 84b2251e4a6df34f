//! How devices of an entry show who they are.

use device_certs::Certificate;

use crate::SymmetricKey;

/// A first and, for the time of a change, a second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair<T> {
    /// `primary`
    pub primary: T,
    /// `secondary`
    pub secondary: Option<T>,
}

impl<T> Pair<T> {
    /// One without a second.
    pub fn of(primary: T) -> Self {
        Self {
            primary,
            secondary: None,
        }
    }

    /// The first, and the second if there is one.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.primary).chain(&self.secondary)
    }
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The first.
    Primary,
    /// The second.
    Secondary,
}

/// How one device shows who it is (`attestation`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndividualAttestation {
    /// By one of these certificates, its own (`x509.clientCertificates`).
    X509(Pair<HeldCertificate>),
    /// By one of these keys (`symmetricKey`).
    SymmetricKey(Pair<SymmetricKey>),
}

/// How the devices of a group show who they are (`attestation`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupAttestation {
    /// By a certificate below one of these.
    X509(Pair<GroupCertificate>),
    /// By a key derived from one of these (`symmetricKey`).
    SymmetricKey(Pair<SymmetricKey>),
}

/// How a group names its CA certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupCertificate {
    /// The certificate itself (`signingCertificates`).
    Signing(HeldCertificate),
    /// The name of a certificate in the service's list (`caReferences`).
    Reference(String),
}

/// A certificate and its thumbprint, computed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldCertificate {
    certificate: Box<Certificate>,
    sha256: String,
}

impl HeldCertificate {
    /// Takes the thumbprint of `certificate`.
    pub fn new(certificate: Certificate) -> Self {
        let sha256 = certificate.sha256();
        Self {
            certificate: Box::new(certificate),
            sha256,
        }
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its SHA-256 thumbprint in upper-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

impl From<Certificate> for HeldCertificate {
    fn from(certificate: Certificate) -> Self {
        Self::new(certificate)
    }
}

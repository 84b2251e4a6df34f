//! Issuing certificates: a template yields the bytes to be signed, and takes the signature.

use std::fmt;
use std::net::IpAddr;

use crate::SignatureAlgorithm;
use crate::certificate::{BasicConstraints, Certificate, KeyUsage};

/// What a certificate is to say. Everything is taken as given: no CN, expired, not yet valid, wrong on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The common name of the subject, if it is to have one.
    pub common_name: Option<String>,
    /// The organization of the subject, if it is to have one.
    pub organization: Option<String>,
    /// Who signs; `None` for a self-signed certificate.
    pub issuer: Option<IssuerInfo>,
    /// The public key the certificate is about: SubjectPublicKeyInfo in DER.
    pub spki: Vec<u8>,
    /// The serial number: a non-negative big-endian number; RFC 5280 (4.1.2.2) wants 1 to 20 octets and not zero.
    pub serial: Vec<u8>,
    /// First second of validity, in Unix seconds.
    pub not_before: i64,
    /// Last second of validity, in Unix seconds; [`crate::time::NO_EXPIRY`] is a date too.
    pub not_after: i64,
    /// basicConstraints, critical; `None` to leave it out.
    pub basic_constraints: Option<BasicConstraints>,
    /// keyUsage, critical; `None` to leave it out.
    pub key_usage: Option<KeyUsage>,
    /// extKeyUsage as dotted object identifiers; empty to leave it out.
    pub extended_key_usage: Vec<&'static str>,
    /// Host names of subjectAltName.
    pub dns_names: Vec<String>,
    /// Addresses of subjectAltName.
    pub ip_addresses: Vec<IpAddr>,
    /// Whether to write subjectKeyIdentifier and, when the issuer has one, authorityKeyIdentifier. Without any
    /// extension the certificate is X.509 v1.
    pub key_identifiers: bool,
    /// How it will be signed.
    pub signature_algorithm: SignatureAlgorithm,
}

/// What a certificate repeats of its issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerInfo {
    /// The issuer's subject in DER.
    pub name_der: Vec<u8>,
    /// The issuer's subjectKeyIdentifier.
    pub subject_key_id: Option<Vec<u8>>,
}

impl IssuerInfo {
    /// What to repeat of `issuer`.
    pub fn of(issuer: &Certificate) -> Self {
        Self {
            name_der: issuer.subject_der().to_vec(),
            subject_key_id: issuer.subject_key_id.clone(),
        }
    }
}

/// When a certificate is valid: first and last second, in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First second.
    pub not_before: i64,
    /// Last second.
    pub not_after: i64,
}

/// Why a template cannot become a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssueError {
    /// The public key is no SubjectPublicKeyInfo.
    PublicKeyUnreadable,
    /// The signature algorithm has no AlgorithmIdentifier here.
    AlgorithmUnknown,
    /// A date outside the years 0 to 9999 cannot be written.
    TimeOutOfRange {
        /// The date in Unix seconds.
        secs: i64,
    },
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PublicKeyUnreadable => f.write_str("the public key is no SubjectPublicKeyInfo"),
            Self::AlgorithmUnknown => f.write_str("the signature algorithm cannot be written"),
            Self::TimeOutOfRange { secs } => {
                write!(f, "a certificate cannot say the date {secs:?}")
            }
        }
    }
}

impl std::error::Error for IssueError {}

/// A certificate that lacks its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToBeSigned {
    /// The bytes to sign.
    pub bytes: Vec<u8>,
    /// How to sign them.
    pub algorithm: SignatureAlgorithm,
    algorithm_der: Vec<u8>,
}

impl ToBeSigned {
    /// The certificate in DER. `signature` is as X.509 carries it: ECDSA as DER, see
    /// [`crate::signature::ecdsa_der_from_raw`] for WebCrypto's.
    pub fn finish(&self, signature: &[u8]) -> Vec<u8> {
        use crate::der_writer::{bit_string, sequence};
        sequence(&[&self.bytes, &self.algorithm_der, &bit_string(signature)])
    }
}

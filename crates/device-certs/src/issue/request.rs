//! Requests for certificates (PKCS#10, RFC 2986): what a device sends to whoever signs for it.

use super::{IssueError, ToBeSigned, alt_names, name};
use crate::der_writer::{octet_string, oid, sequence, tlv, unsigned};
use crate::{SignatureAlgorithm, oids, spki};

/// What a request is to say. Taken as given, like a [`Template`](super::Template).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTemplate {
    /// The common name of the subject, if it is to have one.
    pub common_name: Option<String>,
    /// The organization of the subject, if it is to have one.
    pub organization: Option<String>,
    /// Host names of subjectAltName, asked for as an extension.
    pub dns_names: Vec<String>,
    /// The public key: SubjectPublicKeyInfo in DER. Its private key has to sign.
    pub spki: Vec<u8>,
    /// How it will be signed.
    pub signature_algorithm: SignatureAlgorithm,
}

impl RequestTemplate {
    /// The bytes to sign, and what makes a request of them.
    ///
    /// # Errors
    /// An [`IssueError`] when the request cannot be written down.
    pub fn to_be_signed(&self) -> Result<ToBeSigned, IssueError> {
        spki::key_bits(&self.spki).ok_or(IssueError::PublicKeyUnreadable)?;
        let algorithm_der = self.signature_algorithm.to_der();
        let algorithm_der = algorithm_der.ok_or(IssueError::AlgorithmUnknown)?;
        let names = alt_names(&self.dns_names, &[]);
        let attributes = if names.is_empty() {
            Vec::new()
        } else {
            let value = octet_string(&tlv(0x30, &names));
            let extension = sequence(&[&oid(oids::SUBJECT_ALT_NAME), &value]);
            let asked = tlv(0x31, &sequence(&[&extension]));
            sequence(&[&oid(EXTENSION_REQUEST), &asked])
        };
        let bytes = sequence(&[
            &unsigned(&[0]),
            &name(self.organization.as_deref(), self.common_name.as_deref()),
            &self.spki,
            // Present even when empty (RFC 2986, 4.1).
            &tlv(0xa0, &attributes),
        ]);
        Ok(ToBeSigned {
            bytes,
            algorithm: self.signature_algorithm.clone(),
            algorithm_der,
        })
    }
}

/// extensionRequest (RFC 2985, 5.4.2)
const EXTENSION_REQUEST: &str = "1.2.840.113549.1.9.14";

//! Issuing certificates, and asking for them: a template yields the bytes to be signed, and takes the signature.

mod request;

pub use request::RequestTemplate;

use std::fmt;
use std::net::IpAddr;

use sha1::{Digest, Sha1};

use crate::certificate::{BasicConstraints, Certificate, KeyUsage};
use crate::der_writer::{TRUE, bit_string, octet_string, oid, sequence, tlv, unsigned};
use crate::time::Civil;
use crate::{SignatureAlgorithm, oids, spki};

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
    /// The names that certificates below this CA may be for, critical: host names (each with everything below it) and
    /// addresses. `None` for no limit.
    pub permitted_names: Option<PermittedNames>,
    /// Whether to write subjectKeyIdentifier and, when the issuer has one, authorityKeyIdentifier. Without any
    /// extension the certificate is X.509 v1.
    pub key_identifiers: bool,
    /// How it will be signed.
    pub signature_algorithm: SignatureAlgorithm,
}

/// What nameConstraints permits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PermittedNames {
    /// Host names; each permits what is below it too.
    pub dns_names: Vec<String>,
    /// Networks: an address and how many of its first bits count.
    pub networks: Vec<(IpAddr, u32)>,
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

impl Template {
    /// A device certificate as Microsoft's tutorials make it: `CA:FALSE`, digitalSignature, clientAuth. Without an
    /// issuer it is self-signed; `algorithm` is the one of whoever signs.
    pub fn leaf(common_name: &str, spki: Vec<u8>, algorithm: SignatureAlgorithm) -> Self {
        Self {
            common_name: Some(common_name.to_owned()),
            organization: None,
            issuer: None,
            spki,
            serial: vec![1],
            not_before: 0,
            not_after: crate::time::NO_EXPIRY,
            basic_constraints: Some(BasicConstraints {
                ca: false,
                path_len: None,
            }),
            key_usage: Some(KeyUsage::DIGITAL_SIGNATURE),
            extended_key_usage: vec![oids::CLIENT_AUTH],
            dns_names: Vec::new(),
            ip_addresses: Vec::new(),
            permitted_names: None,
            key_identifiers: true,
            signature_algorithm: algorithm,
        }
    }

    /// A server certificate for the given names: like [`Template::leaf`], but for serverAuth.
    pub fn server(common_name: &str, spki: Vec<u8>, algorithm: SignatureAlgorithm) -> Self {
        Self {
            extended_key_usage: vec![oids::SERVER_AUTH],
            ..Self::leaf(common_name, spki, algorithm)
        }
    }

    /// A CA certificate: a root without an issuer, else an intermediate. `path_len` limits how many CAs may follow.
    pub fn ca(
        common_name: &str,
        spki: Vec<u8>,
        algorithm: SignatureAlgorithm,
        path_len: Option<u32>,
    ) -> Self {
        Self {
            basic_constraints: Some(BasicConstraints { ca: true, path_len }),
            key_usage: Some(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
            extended_key_usage: Vec::new(),
            ..Self::leaf(common_name, spki, algorithm)
        }
    }

    /// The same, signed by `issuer`.
    pub fn issued_by(self, issuer: &Certificate) -> Self {
        Self {
            issuer: Some(IssuerInfo::of(issuer)),
            ..self
        }
    }

    /// The same with these first and last seconds of validity, in Unix seconds.
    pub fn valid(self, not_before: i64, not_after: i64) -> Self {
        Self {
            not_before,
            not_after,
            ..self
        }
    }

    /// The same with this serial number: random octets, not zero.
    pub fn serial(self, serial: Vec<u8>) -> Self {
        Self { serial, ..self }
    }

    /// The bytes to sign.
    ///
    /// # Errors
    /// An [`IssueError`] when the template cannot be written down; that it makes no sense is no error.
    pub fn to_be_signed(&self) -> Result<ToBeSigned, IssueError> {
        let key_bits = spki::key_bits(&self.spki).ok_or(IssueError::PublicKeyUnreadable)?;
        let algorithm_der = self
            .signature_algorithm
            .to_der()
            .ok_or(IssueError::AlgorithmUnknown)?;
        let subject = name(self.organization.as_deref(), self.common_name.as_deref());
        let issuer = self
            .issuer
            .as_ref()
            .map_or(&subject, |issuer| &issuer.name_der);
        let validity = sequence(&[&time(self.not_before)?, &time(self.not_after)?]);
        let extensions = self.extensions(key_bits);
        let (version, extensions) = if extensions.is_empty() {
            // Version 1 is written by leaving it out.
            (Vec::new(), Vec::new())
        } else {
            (
                tlv(0xa0, &unsigned(&[2])),
                tlv(0xa3, &tlv(0x30, &extensions)),
            )
        };
        let bytes = sequence(&[
            &version,
            &unsigned(&self.serial),
            &algorithm_der,
            issuer,
            &validity,
            &subject,
            &self.spki,
            &extensions,
        ]);
        Ok(ToBeSigned {
            bytes,
            algorithm: self.signature_algorithm.clone(),
            algorithm_der,
        })
    }

    fn extensions(&self, key_bits: &[u8]) -> Vec<u8> {
        let mut list = Vec::new();
        let mut extension = |kind: &str, critical: bool, value: &[u8]| {
            let flag = if critical { TRUE } else { &[] };
            list.extend(sequence(&[&oid(kind), flag, &octet_string(value)]));
        };
        if let Some(BasicConstraints { ca, path_len }) = self.basic_constraints {
            let ca = if ca { TRUE } else { &[] };
            let path_len = path_len
                .map(|length| unsigned(&length.to_be_bytes()))
                .unwrap_or_default();
            extension(oids::BASIC_CONSTRAINTS, true, &sequence(&[ca, &path_len]));
        }
        if let Some(usage) = self.key_usage {
            extension(oids::KEY_USAGE, true, &tlv(0x03, &usage.to_bit_string()));
        }
        if !self.extended_key_usage.is_empty() {
            let purposes: Vec<u8> = self
                .extended_key_usage
                .iter()
                .flat_map(|purpose| oid(purpose))
                .collect();
            extension(oids::EXTENDED_KEY_USAGE, false, &tlv(0x30, &purposes));
        }
        let alt_names = alt_names(&self.dns_names, &self.ip_addresses);
        if !alt_names.is_empty() {
            // Critical when it is all the certificate says about whom it names (RFC 5280, 4.2.1.6).
            let alone = self.common_name.is_none() && self.organization.is_none();
            extension(oids::SUBJECT_ALT_NAME, alone, &tlv(0x30, &alt_names));
        }
        if let Some(permitted) = &self.permitted_names {
            extension(
                oids::NAME_CONSTRAINTS,
                true,
                &sequence(&[&tlv(0xa0, &permitted.subtrees())]),
            );
        }
        if self.key_identifiers {
            // Method 1 of RFC 5280, 4.2.1.2.
            extension(
                oids::SUBJECT_KEY_IDENTIFIER,
                false,
                &octet_string(&Sha1::digest(key_bits)),
            );
            let issuer_key_id = self
                .issuer
                .as_ref()
                .and_then(|issuer| issuer.subject_key_id.as_ref());
            if let Some(key_id) = issuer_key_id {
                extension(
                    oids::AUTHORITY_KEY_IDENTIFIER,
                    false,
                    &sequence(&[&tlv(0x80, key_id)]),
                );
            }
        }
        list
    }
}

impl PermittedNames {
    /// GeneralSubtrees without their tag.
    fn subtrees(&self) -> Vec<u8> {
        let names = self.dns_names.iter().map(|name| tlv(0x82, name.as_bytes()));
        let networks = self.networks.iter().map(|(address, bits)| {
            let octets = match address {
                IpAddr::V4(address) => address.octets().to_vec(),
                IpAddr::V6(address) => address.octets().to_vec(),
            };
            let mask = (0..).step_by(8).zip(&octets).map(|(before, _)| {
                let ones = bits.saturating_sub(before).min(8);
                !u8::MAX.checked_shr(ones).unwrap_or(0)
            });
            let mask: Vec<u8> = mask.collect();
            tlv(0x87, &[octets, mask].concat())
        });
        names
            .chain(networks)
            .flat_map(|name| sequence(&[&name]))
            .collect()
    }
}

/// Organization before common name, as names are written from the general to the particular.
fn name(organization: Option<&str>, common_name: Option<&str>) -> Vec<u8> {
    let attribute = |kind: &str, value: Option<&str>| match value {
        Some(value) => tlv(0x31, &sequence(&[&oid(kind), &tlv(0x0c, value.as_bytes())])),
        None => Vec::new(),
    };
    sequence(&[
        &attribute(oids::ORGANIZATION, organization),
        &attribute(oids::COMMON_NAME, common_name),
    ])
}

/// GeneralNames without what is around them.
fn alt_names(dns_names: &[String], ip_addresses: &[IpAddr]) -> Vec<u8> {
    let dns_names = dns_names.iter().flat_map(|name| tlv(0x82, name.as_bytes()));
    dns_names
        .chain(ip_addresses.iter().flat_map(ip_address))
        .collect()
}

fn ip_address(address: &IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => tlv(0x87, &address.octets()),
        IpAddr::V6(address) => tlv(0x87, &address.octets()),
    }
}

/// UTCTime for the years 1950 to 2049, GeneralizedTime for all others (RFC 5280, 4.1.2.5).
fn time(secs: i64) -> Result<Vec<u8>, IssueError> {
    let civil = Civil::from_unix(secs);
    let (tag, prefix) = match civil.year {
        1950..=2049 => (0x17, format!("{:02}", civil.year % 100)),
        0..=9999 => (0x18, format!("{:04}", civil.year)),
        _ => return Err(IssueError::TimeOutOfRange { secs }),
    };
    let mut text = prefix;
    for number in [
        civil.month,
        civil.day,
        civil.hour,
        civil.minute,
        civil.second,
    ] {
        text.push(char::from(b'0' + number / 10));
        text.push(char::from(b'0' + number % 10));
    }
    text.push('Z');
    Ok(tlv(tag, text.as_bytes()))
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

/// A certificate or a request that lacks its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToBeSigned {
    /// The bytes to sign.
    pub bytes: Vec<u8>,
    /// How to sign them.
    pub algorithm: SignatureAlgorithm,
    algorithm_der: Vec<u8>,
}

impl ToBeSigned {
    /// The whole in DER. `signature` is as X.509 carries it: ECDSA as DER, see
    /// [`crate::signature::ecdsa_der_from_raw`] for WebCrypto's.
    pub fn finish(&self, signature: &[u8]) -> Vec<u8> {
        sequence(&[&self.bytes, &self.algorithm_der, &bit_string(signature)])
    }
}

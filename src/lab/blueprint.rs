//! What is to be made: certificates without their keys and signatures.

use device_certs::certificate::{BasicConstraints, Certificate, KeyUsage};
use device_certs::issue::{IssuerInfo, RequestTemplate, Template};

use super::defect::Defect;
use super::key_choice::KeyChoice;
use super::shelf::FileOrder;

/// What stands beside every common name, so that nobody takes such a certificate for a real one.
pub const ORGANIZATION: &str = "DPS Playground practice";

/// What a piece is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A CA that signed itself.
    Root,
    /// A CA below another.
    Intermediate,
    /// A device's own certificate.
    Device,
    /// Proof that somebody holds the key of a CA.
    Proof,
    /// A request for a certificate.
    Request,
}

impl Role {
    /// In words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Root => "Root CA",
            Self::Intermediate => "Intermediate CA",
            Self::Device => "Device",
            Self::Proof => "Proof of possession",
            Self::Request => "Certificate request",
        }
    }

    /// Whether it may sign others.
    pub fn is_ca(self) -> bool {
        matches!(self, Self::Root | Self::Intermediate)
    }
}

/// Who signs a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// Its own key.
    Itself,
    /// Another piece of the same recipe, by its place in it.
    Made(usize),
    /// A piece that stands on the shelf, by its place there.
    OnShelf(usize),
}

/// One piece to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blueprint {
    /// What it is for.
    pub role: Role,
    /// The kind of its key.
    pub key: KeyChoice,
    /// Who signs it.
    pub issuer: Issuer,
    /// A fresh key of the issuer's kind signs in the issuer's stead.
    pub signed_by_stranger: bool,
    /// Signed with SHA-1.
    pub weak_hash: bool,
    /// The common name, if it is to have one.
    pub common_name: Option<String>,
    /// Host names.
    pub dns_names: Vec<String>,
    /// The serial number; random when there is none.
    pub serial: Option<Vec<u8>>,
    /// Unix seconds.
    pub not_before: i64,
    /// Unix seconds.
    pub not_after: i64,
    /// `None` to leave it out.
    pub basic_constraints: Option<BasicConstraints>,
    /// `None` to leave it out.
    pub key_usage: Option<KeyUsage>,
    /// Empty to leave it out.
    pub extended_key_usage: Vec<&'static str>,
    /// Whether key identifiers are written.
    pub key_identifiers: bool,
}

impl Blueprint {
    /// What the certificate says, over a key that is there by now. `signer` is the kind of key that signs, `random` the
    /// serial number when none was wished for.
    pub fn template(
        &self,
        spki: Vec<u8>,
        issuer: Option<&Certificate>,
        signer: KeyChoice,
        random: Vec<u8>,
    ) -> Template {
        Template {
            common_name: self.common_name.clone(),
            organization: Some(ORGANIZATION.to_owned()),
            issuer: issuer.map(IssuerInfo::of),
            spki,
            serial: self.serial.clone().unwrap_or(random),
            not_before: self.not_before,
            not_after: self.not_after,
            basic_constraints: self.basic_constraints,
            key_usage: self.key_usage,
            extended_key_usage: self.extended_key_usage.clone(),
            dns_names: self.dns_names.clone(),
            ip_addresses: Vec::new(),
            permitted_names: None,
            key_identifiers: self.key_identifiers,
            signature_algorithm: signer.algorithm(self.weak_hash),
        }
    }

    /// What the request says, for [`Role::Request`].
    pub fn request(&self, spki: Vec<u8>) -> RequestTemplate {
        RequestTemplate {
            common_name: self.common_name.clone(),
            organization: Some(ORGANIZATION.to_owned()),
            dns_names: self.dns_names.clone(),
            spki,
            signature_algorithm: self.key.algorithm(self.weak_hash),
        }
    }
}

/// Pieces to make, an issuer before what it signs, and how the file of the last one is put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The pieces; the last is the one that was wished for.
    pub pieces: Vec<Blueprint>,
    /// What its file holds.
    pub order: FileOrder,
    /// Its file goes with the key of somebody else.
    pub foreign_key: bool,
    /// What was made wrong on purpose.
    pub defect: Option<Defect>,
}

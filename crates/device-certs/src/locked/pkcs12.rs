//! Reading PKCS#12 (RFC 7292), in DER as OpenSSL and in BER as Windows and Java write it.

use zeroize::Zeroizing;

use super::derivation::{Budget, Purpose, Recipe, hmac};
use super::schemes::{self, spellings, unsupported};
use super::{UnlockError, encrypted_private_key, octets};
use crate::der::{self, Node, Tag};
use crate::pem::{Item, ItemKind};
use crate::{Hash, oids};

pub(super) const DATA: &str = oids::PKCS7_DATA;
pub(super) const ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";
pub(super) const KEY_BAG: &str = "1.2.840.113549.1.12.10.1.1";
pub(super) const SHROUDED_KEY_BAG: &str = "1.2.840.113549.1.12.10.1.2";
pub(super) const CERT_BAG: &str = "1.2.840.113549.1.12.10.1.3";
const CRL_BAG: &str = "1.2.840.113549.1.12.10.1.4";
const SAFE_CONTENTS_BAG: &str = "1.2.840.113549.1.12.10.1.6";
pub(super) const X509_CERTIFICATE: &str = "1.2.840.113549.1.9.22.1";
const X509_CRL: &str = "1.2.840.113549.1.9.23.1";
pub(super) const FRIENDLY_NAME: &str = "1.2.840.113549.1.9.20";
pub(super) const LOCAL_KEY_ID: &str = "1.2.840.113549.1.9.21";
const PBMAC1: &str = "1.2.840.113549.1.5.14";

/// Bags within bags, deeper than anybody puts them.
const MAX_NESTING: usize = 8;

/// What a PKCS#12 file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safe {
    /// Certificates and keys, in the order of the file.
    pub bags: Vec<Bag>,
    /// Whether the file is as it was written.
    pub integrity: Integrity,
    /// The encryptions it is protected with, by their names.
    pub protections: Vec<String>,
    /// Bags of kinds that are of no use here, such as passwords.
    pub ignored: usize,
}

/// Whether a file is as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integrity {
    /// Its check sum, made with the password, is right.
    Proven,
    /// It has none.
    Unproven,
}

/// One certificate or key. Its `Debug` does not show the contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bag {
    /// The contents; place and lines are those of the whole file.
    pub item: Item,
    /// What people called it.
    pub name: Option<String>,
    /// The same for a certificate and its key.
    pub key_id: Option<Vec<u8>>,
}

/// Opens a PKCS#12 file.
///
/// # Errors
/// An [`UnlockError`].
pub fn open_pkcs12(file: &[u8], password: &str) -> Result<Safe, UnlockError> {
    let field = "PFX";
    let tree = der::parse(file);
    let root = tree.nodes.first().filter(|root| root.tag == Tag::SEQUENCE);
    let root = root.ok_or(UnlockError::Malformed { field })?;
    let content = root.child(1).ok_or(UnlockError::Malformed { field })?;
    let (kind, content) = content_info(file, content)?;
    if kind != DATA {
        // Integrity by a signature instead of a password: nobody uses it.
        return Err(unsupported(&kind));
    }
    let authenticated = octets(file, content);
    let mut reader = Reader {
        length: file.len(),
        password,
        budget: Budget::new(),
        safe: Safe {
            bags: Vec::new(),
            integrity: Integrity::Unproven,
            protections: Vec::new(),
            ignored: 0,
        },
    };
    if let Some(mac) = root.child(2) {
        reader.check(file, mac, &authenticated)?;
        reader.safe.integrity = Integrity::Proven;
    }
    let field = "AuthenticatedSafe";
    let tree = der::parse(&authenticated);
    let contents = tree.nodes.first().ok_or(UnlockError::Malformed { field })?;
    for content in &contents.children {
        reader.content(&authenticated, content)?;
    }
    Ok(reader.safe)
}

/// ContentInfo (RFC 5652, 3): its type, and what is in its `[0]`.
fn content_info<'n>(bytes: &[u8], node: &'n Node) -> Result<(String, &'n Node), UnlockError> {
    let field = "ContentInfo";
    let kind = node
        .child(0)
        .and_then(|kind| oids::decode(kind.content_of(bytes)));
    let content = node.child(1).and_then(|explicit| explicit.child(0));
    kind.zip(content).ok_or(UnlockError::Malformed { field })
}

struct Reader<'p> {
    length: usize,
    password: &'p str,
    budget: Budget,
    safe: Safe,
}

impl Reader<'_> {
    /// MacData (RFC 7292, 4): wrong for a wrong password.
    fn check(&mut self, file: &[u8], mac: &Node, message: &[u8]) -> Result<(), UnlockError> {
        let malformed = UnlockError::Malformed { field: "MacData" };
        let (Some(info), Some(salt)) = (mac.child(0), mac.child(1)) else {
            return Err(malformed);
        };
        let (Some(algorithm), Some(expected)) = (info.child(0), info.child(1)) else {
            return Err(malformed);
        };
        let expected = expected.content_of(file);
        let (oid, parameters) = schemes::algorithm(file, algorithm)?;
        if oid == PBMAC1 {
            return self.check_pbmac1(file, parameters.ok_or(malformed)?, message, expected);
        }
        let hash = match oid.as_str() {
            "1.3.14.3.2.26" => Hash::Sha1,
            "2.16.840.1.101.3.4.2.1" => Hash::Sha256,
            "2.16.840.1.101.3.4.2.2" => Hash::Sha384,
            "2.16.840.1.101.3.4.2.3" => Hash::Sha512,
            _ => return Err(unsupported(&oid)),
        };
        let salt = octets(file, salt);
        let rounds = mac
            .child(2)
            .map_or(1, |rounds| schemes::count(file, rounds));
        for password in spellings(self.password) {
            let iterations = self.budget.spend(rounds)?;
            let recipe = Recipe {
                hash,
                salt: &salt,
                iterations,
            };
            let key = recipe.pkcs12(&password, Purpose::Mac, hash.digest_bytes());
            if hmac(hash, &key, message) == expected {
                return Ok(());
            }
        }
        Err(UnlockError::WrongPassword)
    }

    /// PBMAC1 (RFC 9579), as newer programs write it.
    fn check_pbmac1(
        &mut self,
        file: &[u8],
        parameters: &Node,
        message: &[u8],
        expected: &[u8],
    ) -> Result<(), UnlockError> {
        let malformed = UnlockError::Malformed { field: "PBMAC1" };
        let (Some(derivation), Some(scheme)) = (parameters.child(0), parameters.child(1)) else {
            return Err(malformed);
        };
        let (oid, _) = schemes::algorithm(file, scheme)?;
        let hash = match oid.as_str() {
            schemes::HMAC_SHA256 => Hash::Sha256,
            "1.2.840.113549.2.10" => Hash::Sha384,
            "1.2.840.113549.2.11" => Hash::Sha512,
            _ => return Err(unsupported(&oid)),
        };
        let key = schemes::pbkdf2(file, derivation, self.password, None, &mut self.budget)?;
        if hmac(hash, &key, message) == expected {
            Ok(())
        } else {
            Err(UnlockError::WrongPassword)
        }
    }

    fn content(&mut self, bytes: &[u8], node: &Node) -> Result<(), UnlockError> {
        let (kind, content) = content_info(bytes, node)?;
        match kind.as_str() {
            DATA => self.bags(&octets(bytes, content), 0),
            ENCRYPTED_DATA => {
                let malformed = UnlockError::Malformed {
                    field: "EncryptedData",
                };
                let info = content.child(1).ok_or(malformed.clone())?;
                let (Some(algorithm), Some(encrypted)) = (info.child(1), info.child(2)) else {
                    return Err(malformed);
                };
                self.note(bytes, algorithm);
                let encrypted = octets(bytes, encrypted);
                let plain = schemes::decrypt(
                    bytes,
                    algorithm,
                    self.password,
                    &encrypted,
                    &mut self.budget,
                )?;
                self.bags(&plain, 0)
            }
            _ => Err(unsupported(&kind)),
        }
    }

    /// Notes an encryption by its name; of PBES2 the cipher.
    fn note(&mut self, bytes: &[u8], algorithm: &Node) {
        let named = |node: &Node| schemes::algorithm(bytes, node).ok().map(|(oid, _)| oid);
        let cipher = algorithm
            .child(1)
            .and_then(|parameters| parameters.child(1))
            .and_then(named);
        let oid = match named(algorithm) {
            Some(oid) if oid == schemes::PBES2 => cipher,
            oid => oid,
        };
        let name = oid.map(|oid| oids::name_or_dotted(&oid).to_owned());
        if let Some(name) = name.filter(|name| !self.safe.protections.contains(name)) {
            self.safe.protections.push(name);
        }
    }

    /// SafeContents (RFC 7292, 4.2).
    fn bags(&mut self, bytes: &[u8], depth: usize) -> Result<(), UnlockError> {
        let tree = der::parse(bytes);
        let contents = tree
            .nodes
            .first()
            .filter(|contents| contents.tag == Tag::SEQUENCE);
        // One wrong password in 256 leaves a padding that looks right.
        for bag in &contents.ok_or(UnlockError::WrongPassword)?.children {
            self.bag(bytes, bag, depth)?;
        }
        Ok(())
    }

    fn bag(&mut self, bytes: &[u8], bag: &Node, depth: usize) -> Result<(), UnlockError> {
        let (kind, value) = content_info(bytes, bag)?;
        let (item_kind, label, der) = match kind.as_str() {
            KEY_BAG => (
                ItemKind::Pkcs8Key,
                "PRIVATE KEY",
                Zeroizing::new(value.bytes_of(bytes).to_vec()),
            ),
            SHROUDED_KEY_BAG => {
                if let Some(algorithm) = value.child(0) {
                    self.note(bytes, algorithm);
                }
                let key =
                    encrypted_private_key(value.bytes_of(bytes), self.password, &mut self.budget)?;
                (ItemKind::Pkcs8Key, "PRIVATE KEY", key)
            }
            CERT_BAG | CRL_BAG => {
                let (form, octet_string) = content_info(bytes, value)?;
                let (kind, label) = match form.as_str() {
                    X509_CERTIFICATE => (ItemKind::Certificate, "CERTIFICATE"),
                    X509_CRL => (ItemKind::Crl, "X509 CRL"),
                    _ => {
                        self.safe.ignored += 1;
                        return Ok(());
                    }
                };
                (kind, label, octets(bytes, octet_string))
            }
            SAFE_CONTENTS_BAG if depth < MAX_NESTING => {
                return self.bags(value.bytes_of(bytes), depth + 1);
            }
            _ => {
                self.safe.ignored += 1;
                return Ok(());
            }
        };
        let (name, key_id) = attributes(bytes, bag.child(2));
        self.safe.bags.push(Bag {
            item: Item {
                kind: item_kind,
                label: label.to_owned(),
                der,
                parameters: None,
                lines: 1..1,
                bytes: 0..self.length,
            },
            name,
            key_id,
        });
        Ok(())
    }
}

/// friendlyName and localKeyId, where a bag has them.
fn attributes(bytes: &[u8], set: Option<&Node>) -> (Option<String>, Option<Vec<u8>>) {
    let (mut name, mut key_id) = (None, None);
    for attribute in set.map(|set| set.children.as_slice()).unwrap_or_default() {
        let kind = attribute
            .child(0)
            .and_then(|kind| oids::decode(kind.content_of(bytes)));
        let value = attribute.child(1).and_then(|values| values.child(0));
        match (kind.as_deref(), value) {
            (Some(FRIENDLY_NAME), Some(value)) => {
                name = Some(crate::certificate::text(bytes, value))
            }
            (Some(LOCAL_KEY_ID), Some(value)) => key_id = Some(value.content_of(bytes).to_vec()),
            _ => {}
        }
    }
    (name, key_id)
}

//! Encryption schemes by their identifiers: PBES2 (RFC 8018, 6.2), those of PKCS#12 (RFC 7292, appendix C), and the
//! one of OpenSSL's old encrypted keys.

use zeroize::Zeroizing;

use super::ciphers::Cipher;
use super::derivation::{self, Budget, Purpose, Recipe, bmp};
use super::{UnlockError, octets};
use crate::der::{Node, Tag};
use crate::{Hash, oids};

pub(super) const PBES2: &str = "1.2.840.113549.1.5.13";
pub(super) const PBKDF2: &str = "1.2.840.113549.1.5.12";
pub(super) const AES_256_CBC: &str = "2.16.840.1.101.3.4.1.42";
pub(super) const HMAC_SHA256: &str = "1.2.840.113549.2.9";

/// The identifier of an AlgorithmIdentifier, and its parameters.
pub(super) fn algorithm<'n>(
    bytes: &[u8],
    node: &'n Node,
) -> Result<(String, Option<&'n Node>), UnlockError> {
    let oid = node.child(0).filter(|oid| oid.tag == Tag::OID);
    let oid = oid.and_then(|oid| oids::decode(oid.content_of(bytes)));
    let field = "AlgorithmIdentifier";
    Ok((oid.ok_or(UnlockError::Malformed { field })?, node.child(1)))
}

pub(super) fn unsupported(oid: &str) -> UnlockError {
    UnlockError::AlgorithmUnsupported {
        algorithm: oids::name_or_dotted(oid).to_owned(),
    }
}

/// A count of rounds; what is no count of this world is cut to what no budget allows.
pub(super) fn count(bytes: &[u8], node: &Node) -> u32 {
    match node.content_of(bytes) {
        content @ ([0..0x80, ..] | []) if content.len() <= 4 => content
            .iter()
            .fold(0, |count, octet| count << 8 | u32::from(*octet)),
        _ => u32::MAX,
    }
}

/// Decrypts `data` as the AlgorithmIdentifier at `node` of `bytes` says.
pub(super) fn decrypt(
    bytes: &[u8],
    node: &Node,
    password: &str,
    data: &[u8],
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, UnlockError> {
    let (oid, parameters) = algorithm(bytes, node)?;
    let field = "the parameters of the encryption";
    let parameters = parameters.ok_or(UnlockError::Malformed { field })?;
    if oid == PBES2 {
        let (Some(derivation), Some(encryption)) = (parameters.child(0), parameters.child(1))
        else {
            return Err(UnlockError::Malformed { field });
        };
        let (cipher_oid, iv) = algorithm(bytes, encryption)?;
        let cipher = match cipher_oid.as_str() {
            "2.16.840.1.101.3.4.1.2" => Cipher::Aes128,
            "2.16.840.1.101.3.4.1.22" => Cipher::Aes192,
            AES_256_CBC => Cipher::Aes256,
            "1.2.840.113549.3.7" => Cipher::TripleDes3,
            "1.3.14.3.2.7" => Cipher::Des,
            _ => return Err(unsupported(&cipher_oid)),
        };
        let iv = iv.map(|iv| iv.content_of(bytes)).unwrap_or_default();
        let key = pbkdf2(
            bytes,
            derivation,
            password,
            Some(cipher.key_bytes()),
            budget,
        )?;
        return cipher
            .decrypt(&key, iv, data)
            .ok_or(UnlockError::WrongPassword);
    }
    let cipher = match oid.as_str() {
        "1.2.840.113549.1.12.1.3" => Cipher::TripleDes3,
        "1.2.840.113549.1.12.1.4" => Cipher::TripleDes2,
        "1.2.840.113549.1.12.1.5" => Cipher::Rc2 { key_bytes: 16 },
        "1.2.840.113549.1.12.1.6" => Cipher::Rc2 { key_bytes: 5 },
        _ => return Err(unsupported(&oid)),
    };
    let (Some(salt), Some(rounds)) = (parameters.child(0), parameters.child(1)) else {
        return Err(UnlockError::Malformed { field });
    };
    let salt = octets(bytes, salt);
    let mut tried = None;
    for password in spellings(password) {
        let iterations = budget.spend(count(bytes, rounds))?;
        let recipe = Recipe {
            hash: Hash::Sha1,
            salt: &salt,
            iterations,
        };
        let key = recipe.pkcs12(&password, Purpose::Key, cipher.key_bytes());
        let iv = recipe.pkcs12(&password, Purpose::Vector, cipher.block_bytes());
        tried = tried.or_else(|| cipher.decrypt(&key, &iv, data));
    }
    tried.ok_or(UnlockError::WrongPassword)
}

/// Some programs write no password as nothing at all, some as an empty text.
pub(super) fn spellings(password: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let mut spellings = vec![bmp(password)];
    if password.is_empty() {
        spellings.push(Zeroizing::new(Vec::new()));
    }
    spellings
}

/// A key of `length` bytes, or of as many as the parameters at `node` say.
pub(super) fn pbkdf2(
    bytes: &[u8],
    node: &Node,
    password: &str,
    length: Option<usize>,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, UnlockError> {
    let (oid, parameters) = algorithm(bytes, node)?;
    if oid != PBKDF2 {
        return Err(unsupported(&oid));
    }
    let field = "the parameters of PBKDF2";
    let parts = parameters
        .map(|parameters| parameters.children.as_slice())
        .unwrap_or_default();
    let [salt, rounds, rest @ ..] = parts else {
        return Err(UnlockError::Malformed { field });
    };
    let told = rest
        .iter()
        .find(|part| part.tag == Tag::INTEGER)
        .map(|told| count(bytes, told) as usize);
    let length = length
        .or(told)
        .filter(|length| (1..=MAX_KEY_BYTES).contains(length));
    let length = length.ok_or(UnlockError::Malformed { field })?;
    let hash = match rest.iter().find(|part| part.tag == Tag::SEQUENCE) {
        Some(hmac) => match algorithm(bytes, hmac)?.0.as_str() {
            "1.2.840.113549.2.7" => Hash::Sha1,
            HMAC_SHA256 => Hash::Sha256,
            "1.2.840.113549.2.10" => Hash::Sha384,
            "1.2.840.113549.2.11" => Hash::Sha512,
            other => return Err(unsupported(other)),
        },
        None => Hash::Sha1,
    };
    // Every block of the key takes all the rounds.
    let blocks = length.div_ceil(hash.digest_bytes()) as u32;
    let iterations = count(bytes, rounds);
    budget.spend(iterations.saturating_mul(blocks))?;
    let salt = octets(bytes, salt);
    let recipe = Recipe {
        hash,
        salt: &salt,
        iterations: iterations.max(1),
    };
    Ok(recipe.pbkdf2(password, length))
}

/// Longer than any key that is derived here.
const MAX_KEY_BYTES: usize = 128;

/// OpenSSL's old form: the cipher by its name in `DEK-Info`, MD5 for the key, eight octets of the vector for salt.
pub(super) fn legacy(
    name: &str,
    iv: &[u8],
    password: &str,
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>, UnlockError> {
    let cipher = match name {
        "AES-128-CBC" => Cipher::Aes128,
        "AES-192-CBC" => Cipher::Aes192,
        "AES-256-CBC" => Cipher::Aes256,
        "DES-CBC" => Cipher::Des,
        "DES-EDE3-CBC" => Cipher::TripleDes3,
        _ => {
            return Err(UnlockError::AlgorithmUnsupported {
                algorithm: name.to_owned(),
            });
        }
    };
    let salt = iv
        .get(..8)
        .ok_or(UnlockError::Malformed { field: "DEK-Info" })?;
    let key = derivation::bytes_to_key(password, salt, cipher.key_bytes());
    cipher
        .decrypt(&key, iv, data)
        .ok_or(UnlockError::WrongPassword)
}

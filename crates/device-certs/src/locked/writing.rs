//! Writing PKCS#12 (RFC 7292) as OpenSSL 3 does: AES-256-CBC and HMAC with SHA-256 throughout.

use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use super::ciphers::encrypt_aes256;
use super::derivation::{Purpose, Recipe, bmp, hmac};
use super::pkcs12::{
    CERT_BAG, DATA, ENCRYPTED_DATA, FRIENDLY_NAME, LOCAL_KEY_ID, SHROUDED_KEY_BAG, X509_CERTIFICATE,
};
use super::schemes::{AES_256_CBC, HMAC_SHA256, PBES2, PBKDF2};
use crate::der_writer::{NULL, octet_string, oid, sequence, tlv, unsigned};
use crate::{Certificate, Hash, PrivateKey};

/// Rounds of hashing: what a page computes without a pause, and five times what OpenSSL asks of itself.
const ITERATIONS: u32 = 10_000;

/// How much randomness a file takes: three salts and two vectors of 16 bytes.
pub const PKCS12_RANDOM_BYTES: usize = 80;

/// A PKCS#12 file with `certificates`, the leaf first, and the leaf's private key. `name` is what people see in the
/// key stores of their systems. `random` must never be used twice.
pub fn write_pkcs12(
    password: &str,
    name: &str,
    key: &PrivateKey,
    certificates: &[&Certificate],
    random: &[u8; PKCS12_RANDOM_BYTES],
) -> Zeroizing<Vec<u8>> {
    let mut random = random.chunks_exact(16);
    let mut next = || random.next().unwrap_or_default();
    let leaf = certificates.first().map(|leaf| Sha1::digest(&leaf.der));
    let attributes = attributes(name, leaf.as_ref().map(|digest| digest.as_slice()));

    let bags: Vec<Vec<u8>> = certificates
        .iter()
        .enumerate()
        .map(|(index, certificate)| {
            let value = sequence(&[
                &oid(X509_CERTIFICATE),
                &tlv(0xa0, &octet_string(&certificate.der)),
            ]);
            bag(CERT_BAG, &value, if index == 0 { &attributes } else { &[] })
        })
        .collect();
    let bags: Vec<&[u8]> = bags.iter().map(Vec::as_slice).collect();
    let (algorithm, encrypted) = protect(password, next(), next(), &sequence(&bags));
    let info = sequence(&[&oid(DATA), &algorithm, &tlv(0x80, &encrypted)]);
    let certificates = content(ENCRYPTED_DATA, &sequence(&[&unsigned(&[0]), &info]));

    let (algorithm, encrypted) = protect(password, next(), next(), key.pkcs8_der());
    let shrouded = sequence(&[&algorithm, &octet_string(&encrypted)]);
    let keys = sequence(&[&bag(SHROUDED_KEY_BAG, &shrouded, &attributes)]);
    let keys = content(DATA, &octet_string(&keys));

    let safe = sequence(&[&certificates, &keys]);
    let salt = next();
    let recipe = Recipe {
        hash: Hash::Sha256,
        salt,
        iterations: ITERATIONS,
    };
    let mac_key = recipe.pkcs12(&bmp(password), Purpose::Mac, Hash::Sha256.digest_bytes());
    let digest = hmac(Hash::Sha256, &mac_key, &safe);
    let sha256 = sequence(&[&oid("2.16.840.1.101.3.4.2.1"), NULL]);
    let mac = sequence(&[
        &sequence(&[&sha256, &octet_string(&digest)]),
        &octet_string(salt),
        &unsigned(&ITERATIONS.to_be_bytes()),
    ]);
    Zeroizing::new(sequence(&[
        &unsigned(&[3]),
        &content(DATA, &octet_string(&safe)),
        &mac,
    ]))
}

fn content(kind: &str, value: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind), &tlv(0xa0, value)])
}

fn bag(kind: &str, value: &[u8], attributes: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind), &tlv(0xa0, value), attributes])
}

fn attributes(name: &str, key_id: Option<&[u8]>) -> Vec<u8> {
    let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let attribute = |kind: &str, value: &[u8]| sequence(&[&oid(kind), &tlv(0x31, value)]);
    let name = if name.is_empty() {
        Vec::new()
    } else {
        attribute(FRIENDLY_NAME, &tlv(0x1e, &utf16))
    };
    let key_id = key_id
        .map(|key_id| attribute(LOCAL_KEY_ID, &octet_string(key_id)))
        .unwrap_or_default();
    // A SET is sorted in DER; the shorter one comes first by its length octet.
    let mut parts = [name, key_id];
    parts.sort();
    tlv(0x31, &parts.concat())
}

/// PBES2: the AlgorithmIdentifier, and what it leads to.
fn protect(password: &str, salt: &[u8], iv: &[u8], plain: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let recipe = Recipe {
        hash: Hash::Sha256,
        salt,
        iterations: ITERATIONS,
    };
    let key = recipe.pbkdf2(password, 32);
    let parameters = sequence(&[
        &octet_string(salt),
        &unsigned(&ITERATIONS.to_be_bytes()),
        &sequence(&[&oid(HMAC_SHA256), NULL]),
    ]);
    let derivation = sequence(&[&oid(PBKDF2), &parameters]);
    let encryption = sequence(&[&oid(AES_256_CBC), &octet_string(iv)]);
    let algorithm = sequence(&[&oid(PBES2), &sequence(&[&derivation, &encryption])]);
    // Key and vector have the lengths of AES-256: there is always a result.
    (
        algorithm,
        encrypt_aes256(&key, iv, plain).unwrap_or_default(),
    )
}

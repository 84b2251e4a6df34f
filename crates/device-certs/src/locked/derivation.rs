//! From passwords to keys: PBKDF2 (RFC 8018, 5.2), the way of PKCS#12 (RFC 7292, appendix B), and OpenSSL's old one.

use hmac::{Hmac, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::UnlockError;
use crate::Hash;

/// Rounds of hashing for one file: seconds in a browser. Files people make ask for 2,000 to 600,000.
const MAX_ITERATIONS: u64 = 5_000_000;

/// What may still be spent on a file: hostile ones ask for more than anybody has.
pub(super) struct Budget {
    spent: u64,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { spent: 0 }
    }

    pub(super) fn spend(&mut self, iterations: u32) -> Result<u32, UnlockError> {
        self.spent += u64::from(iterations.max(1));
        if self.spent > MAX_ITERATIONS {
            return Err(UnlockError::TooManyIterations {
                iterations: self.spent,
            });
        }
        Ok(iterations.max(1))
    }
}

/// What a key is derived with.
pub(super) struct Recipe<'a> {
    pub(super) hash: Hash,
    pub(super) salt: &'a [u8],
    pub(super) iterations: u32,
}

impl Recipe<'_> {
    /// PBKDF2 takes the password in UTF-8.
    pub(super) fn pbkdf2(&self, password: &str, length: usize) -> Zeroizing<Vec<u8>> {
        let mut key = Zeroizing::new(vec![0; length]);
        let (password, salt, rounds) = (password.as_bytes(), self.salt, self.iterations);
        match self.hash {
            Hash::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, rounds, &mut key),
            Hash::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut key),
            Hash::Sha384 => pbkdf2::pbkdf2_hmac::<Sha384>(password, salt, rounds, &mut key),
            Hash::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, rounds, &mut key),
        }
        key
    }

    /// `password` as [`bmp`] writes it.
    pub(super) fn pkcs12(
        &self,
        password: &[u8],
        purpose: Purpose,
        length: usize,
    ) -> Zeroizing<Vec<u8>> {
        match self.hash {
            Hash::Sha1 => pkcs12::<Sha1>(self, 64, password, purpose, length),
            Hash::Sha256 => pkcs12::<Sha256>(self, 64, password, purpose, length),
            Hash::Sha384 => pkcs12::<Sha384>(self, 128, password, purpose, length),
            Hash::Sha512 => pkcs12::<Sha512>(self, 128, password, purpose, length),
        }
    }
}

/// What a key is for, by its number in RFC 7292 (B.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Key = 1,
    Vector = 2,
    Mac = 3,
}

/// PKCS#12 takes the password in UTF-16 with two zeros at its end.
pub(super) fn bmp(password: &str) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(2 * password.len() + 2));
    bytes.extend(password.encode_utf16().flat_map(u16::to_be_bytes));
    bytes.extend([0, 0]);
    bytes
}

fn pkcs12<D: Digest>(
    recipe: &Recipe<'_>,
    block: usize,
    password: &[u8],
    purpose: Purpose,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let filled = |bytes: &[u8]| -> Vec<u8> {
        let length = bytes.len().div_ceil(block) * block;
        bytes.iter().copied().cycle().take(length).collect()
    };
    let (salt, password) = (filled(recipe.salt), Zeroizing::new(filled(password)));
    let mut input = Zeroizing::new([salt.as_slice(), &password].concat());
    let mut key = Zeroizing::new(Vec::with_capacity(length + 64));
    while key.len() < length {
        let mut digest = D::new();
        digest.update(vec![purpose as u8; block]);
        digest.update(input.as_slice());
        let mut round = digest.finalize();
        for _ in 1..recipe.iterations {
            round = D::digest(&round);
        }
        key.extend_from_slice(&round);
        // Every block of the input grows by the round repeated to a block's length, plus one.
        for chunk in input.chunks_exact_mut(block) {
            let added = round
                .iter()
                .copied()
                .cycle()
                .take(block)
                .collect::<Vec<u8>>();
            let mut carry = 1;
            for (byte, added) in chunk.iter_mut().rev().zip(added.into_iter().rev()) {
                let sum = u16::from(*byte) + u16::from(added) + carry;
                *byte = sum as u8;
                carry = sum >> 8;
            }
        }
    }
    key.truncate(length);
    key
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one round, as its old encrypted keys use it.
pub(super) fn bytes_to_key(password: &str, salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut round = None;
    while key.len() < length {
        let mut digest = Md5::new();
        if let Some(previous) = round {
            digest.update(previous);
        }
        digest.update(password.as_bytes());
        digest.update(salt);
        let made = digest.finalize();
        key.extend_from_slice(&made);
        round = Some(made);
    }
    key.truncate(length);
    key
}

/// HMAC (RFC 2104) of `message`.
pub(super) fn hmac(hash: Hash, key: &[u8], message: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Sha1 => hmac_with::<Hmac<Sha1>>(key, message),
        Hash::Sha256 => hmac_with::<Hmac<Sha256>>(key, message),
        Hash::Sha384 => hmac_with::<Hmac<Sha384>>(key, message),
        Hash::Sha512 => hmac_with::<Hmac<Sha512>>(key, message),
    }
}

fn hmac_with<M: Mac + hmac::digest::KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length: the error never comes.
    <M as Mac>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mac| mac.chain_update(message).finalize().into_bytes().to_vec(),
    )
}

//! Block ciphers in CBC mode with the padding of PKCS#7 (RFC 5652, 6.3).

use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockDecrypt, BlockEncrypt, BlockSizeUser, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use des::{Des, TdesEde2, TdesEde3};
use rc2::Rc2;
use zeroize::Zeroizing;

/// A cipher, always in CBC mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    Des,
    TripleDes2,
    TripleDes3,
    /// With as many effective bits as its key has.
    Rc2 {
        key_bytes: usize,
    },
}

impl Cipher {
    pub(super) fn key_bytes(self) -> usize {
        match self {
            Self::Aes128 | Self::TripleDes2 => 16,
            Self::Aes192 | Self::TripleDes3 => 24,
            Self::Aes256 => 32,
            Self::Des => 8,
            Self::Rc2 { key_bytes } => key_bytes,
        }
    }

    pub(super) fn block_bytes(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            _ => 8,
        }
    }

    /// `None` where key, vector, length or padding are not as they must be.
    pub(super) fn decrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if iv.len() != self.block_bytes() {
            return None;
        }
        match self {
            Self::Aes128 => decrypt(&Aes128::new_from_slice(key).ok()?, iv, data),
            Self::Aes192 => decrypt(&Aes192::new_from_slice(key).ok()?, iv, data),
            Self::Aes256 => decrypt(&Aes256::new_from_slice(key).ok()?, iv, data),
            Self::Des => decrypt(&Des::new_from_slice(key).ok()?, iv, data),
            Self::TripleDes2 => decrypt(&TdesEde2::new_from_slice(key).ok()?, iv, data),
            Self::TripleDes3 => decrypt(&TdesEde3::new_from_slice(key).ok()?, iv, data),
            Self::Rc2 { key_bytes } if key.len() == key_bytes => {
                decrypt(&Rc2::new_with_eff_key_len(key, 8 * key_bytes), iv, data)
            }
            Self::Rc2 { .. } => None,
        }
    }
}

fn decrypt<C: BlockDecrypt + BlockSizeUser>(
    cipher: &C,
    iv: &[u8],
    data: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let size = C::block_size();
    if data.is_empty() || !data.len().is_multiple_of(size) {
        return None;
    }
    let mut plain = Zeroizing::new(data.to_vec());
    let mut previous = iv;
    for (block, encrypted) in plain.chunks_exact_mut(size).zip(data.chunks_exact(size)) {
        cipher.decrypt_block(GenericArray::from_mut_slice(block));
        block
            .iter_mut()
            .zip(previous)
            .for_each(|(byte, mask)| *byte ^= mask);
        previous = encrypted;
    }
    let padding = usize::from(*plain.last()?);
    let start = plain.len().checked_sub(padding)?;
    let padded = plain.get(start..)?;
    let right =
        (1..=size).contains(&padding) && padded.iter().all(|byte| usize::from(*byte) == padding);
    if !right {
        return None;
    }
    plain.truncate(start);
    Some(plain)
}

/// AES-256-CBC, the only one that is written. `None` for a key or vector of another length.
pub(super) fn encrypt_aes256(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let cipher = Aes256::new_from_slice(key).ok()?;
    let padding = 16 - data.len() % 16;
    let mut text = Zeroizing::new(Vec::with_capacity(data.len() + padding));
    text.extend_from_slice(data);
    text.extend(std::iter::repeat_n(padding as u8, padding));
    let mut previous = <[u8; 16]>::try_from(iv).ok()?;
    for block in text.chunks_exact_mut(16) {
        block
            .iter_mut()
            .zip(previous)
            .for_each(|(byte, mask)| *byte ^= mask);
        cipher.encrypt_block(GenericArray::from_mut_slice(block));
        previous = <[u8; 16]>::try_from(&*block).ok()?;
    }
    Some(text.to_vec())
}

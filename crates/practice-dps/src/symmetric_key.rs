//! Symmetric keys: those an entry holds, those derived from a group's, and what they sign.

use std::error::Error;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// How long a key may be, in bytes before base64
/// ([symmetric key attestation](https://learn.microsoft.com/azure/iot-dps/concepts-symmetric-key-attestation)).
pub const SYMMETRIC_KEY_BYTES: std::ops::RangeInclusive<usize> = 16..=64;

/// The block of SHA-256; no key is longer.
const BLOCK_BYTES: usize = 64;

/// A symmetric key. It shows itself to nobody who does not ask for it by name.
#[derive(Clone, PartialEq, Eq)]
pub struct SymmetricKey(Vec<u8>);

impl fmt::Debug for SymmetricKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SymmetricKey")
    }
}

/// Why a text is no symmetric key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SymmetricKeyError {
    /// Not base64.
    NotBase64,
    /// Too short or too long.
    Length {
        /// How many bytes there are.
        bytes: usize,
    },
}

impl fmt::Display for SymmetricKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = (SYMMETRIC_KEY_BYTES.start(), SYMMETRIC_KEY_BYTES.end());
        match self {
            Self::NotBase64 => f.write_str("a symmetric key is written in base64, and this is not"),
            Self::Length { bytes } => {
                write!(
                    f,
                    "a symmetric key has {least} to {most} bytes, this one {bytes}"
                )
            }
        }
    }
}

impl Error for SymmetricKeyError {}

impl SymmetricKey {
    /// Reads a key in base64.
    ///
    /// # Errors
    ///
    /// [`SymmetricKeyError`]
    pub fn parse(base64: &str) -> Result<Self, SymmetricKeyError> {
        let bytes = STANDARD
            .decode(base64.trim())
            .map_err(|_undecodable| SymmetricKeyError::NotBase64)?;
        if !SYMMETRIC_KEY_BYTES.contains(&bytes.len()) {
            return Err(SymmetricKeyError::Length { bytes: bytes.len() });
        }
        Ok(Self(bytes))
    }

    /// The key in base64.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.0)
    }

    /// The key of one device below this key of a group.
    pub fn derive(&self, registration_id: &str) -> Self {
        Self(self.sign(registration_id.as_bytes()).to_vec())
    }

    /// HMAC-SHA256 of a message by this key.
    pub fn sign(&self, message: &[u8]) -> [u8; 32] {
        hmac_sha256(&self.0, message)
    }

    /// What somebody gets who takes the base64 text itself for the key, a common mistake.
    pub(crate) fn sign_undecoded(&self, message: &[u8]) -> [u8; 32] {
        let text = self.to_base64();
        if text.len() > BLOCK_BYTES {
            return hmac_sha256(&Sha256::digest(text), message);
        }
        hmac_sha256(text.as_bytes(), message)
    }
}

/// RFC 2104, for keys no longer than a block.
fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let padded = |pad: u8| {
        let mut block = [pad; BLOCK_BYTES];
        for (slot, byte) in block.iter_mut().zip(key) {
            *slot ^= byte;
        }
        block
    };
    let inner = Sha256::new()
        .chain_update(padded(0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(padded(0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 4231, test cases 1 to 3.
    #[test]
    fn the_digest_is_that_of_the_rfc() {
        for (key, message, expected) in [
            (
                vec![0x0b; 20],
                b"Hi There".to_vec(),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe".to_vec(),
                b"what do ya want for nothing?".to_vec(),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                vec![0xaa; 20],
                vec![0xdd; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            ),
        ] {
            assert_eq!(hex(&hmac_sha256(&key, &message)), expected);
        }
    }

    /// The pair was made with `openssl dgst -sha256 -mac HMAC`.
    #[test]
    fn a_devices_key_is_derived_as_documented() {
        let group = SymmetricKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
        assert_eq!(
            group.derive("dev-01").to_base64(),
            "luaCqHSmg758Dy2PlrF3Vl83Pcf53G9Nc/vj86Xl0d4="
        );
    }

    #[test]
    fn what_is_no_key_is_said_to_be_none() {
        assert_eq!(
            SymmetricKey::parse("no key!"),
            Err(SymmetricKeyError::NotBase64)
        );
        for bytes in [0, 15, 65] {
            let text = STANDARD.encode(vec![7; bytes]);
            assert_eq!(
                SymmetricKey::parse(&text),
                Err(SymmetricKeyError::Length { bytes })
            );
        }
        for bytes in [16, 64] {
            let text = STANDARD.encode(vec![7; bytes]);
            assert_eq!(SymmetricKey::parse(&text).unwrap().to_base64(), text);
        }
    }

    #[test]
    fn a_key_does_not_show_itself() {
        let key = SymmetricKey::parse(&STANDARD.encode([7; 32])).unwrap();
        assert_eq!(format!("{key:?}"), "SymmetricKey");
    }
}

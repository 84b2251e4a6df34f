//! Bytes that travel as base64 inside JSON.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::json::{self, JsonError, Member};

/// Bytes, written as padded standard base64 ([RFC 4648 section 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)).
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Binary(pub Vec<u8>);

impl Binary {
    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// The base64 text, as it stands in the JSON.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.0)
    }

    pub(crate) fn write(&self) -> String {
        json::text(&self.to_base64())
    }

    pub(crate) fn read(member: Member<'_>) -> Result<Self, JsonError> {
        let decode = |text: &str| STANDARD.decode(text).ok().map(Self);
        member.word(decode, "standard base64 text")
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

/// The length only: certificates and transcripts would drown a log.
impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.0.len())
    }
}

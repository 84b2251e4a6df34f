//! What a file is: PEM, DER, base64 alone, or something that can only be named.

use crate::pem::Reading;

pub(super) fn read(bytes: &[u8]) -> Reading {
    let _ = bytes;
    Reading::default()
}

//! Any bytes as PKCS#12 or as an encrypted key.

use device_certs::locked;
use device_certs::pem::{self, ItemKind};

pub(crate) fn body(file: &[u8]) {
    let _ = locked::open_pkcs12(file, "x");
    for item in pem::read(file).items {
        if matches!(item.kind, ItemKind::EncryptedKey(_)) {
            let _ = locked::open_key(&item, "x");
        }
    }
}

//! What is behind a password: PKCS#12 files, encrypted PKCS#8 and OpenSSL's old encrypted keys; and writing PKCS#12.
//!
//! The ciphers are computed here and not asked for, since WebCrypto has neither RC2 nor 3DES nor the key derivation
//! of PKCS#12; they protect a file against people who find it and nothing on the wire. All of it is behind the
//! feature `pkcs12`.

mod ciphers;
mod derivation;
mod error;
mod pkcs12;
mod schemes;
mod unlock;
mod writing;

pub use error::UnlockError;
pub use pkcs12::{Bag, Integrity, Safe, open_pkcs12};
pub use unlock::unlock;
pub use writing::{PKCS12_RANDOM_BYTES, write_pkcs12};

use zeroize::Zeroizing;

use crate::der::{self, Node, Tag};
use crate::pem::{Encryption, Item, ItemKind};

/// Opens an encrypted private key.
///
/// # Errors
/// An [`UnlockError`]; [`UnlockError::WrongPassword`] also where the contents are damaged, which cannot be told apart.
pub fn open_key(item: &Item, password: &str) -> Result<Item, UnlockError> {
    let mut budget = derivation::Budget::new();
    let (kind, label, der) = match &item.kind {
        ItemKind::EncryptedKey(Encryption::Pkcs8) => {
            let der = encrypted_private_key(&item.der, password, &mut budget)?;
            (ItemKind::Pkcs8Key, "PRIVATE KEY".to_owned(), der)
        }
        ItemKind::EncryptedKey(Encryption::Legacy { cipher }) => {
            let iv = item.parameters.as_deref().unwrap_or_default();
            let der = schemes::legacy(cipher, iv, password, &item.der)?;
            (
                crate::pem::kind_of_label(&item.label),
                item.label.clone(),
                der,
            )
        }
        _ => return Err(UnlockError::NotEncrypted),
    };
    // One wrong password in 256 leaves a padding that looks right.
    if der::parse(&der)
        .nodes
        .first()
        .is_none_or(|root| root.tag != Tag::SEQUENCE || root.bytes().end != der.len())
    {
        return Err(UnlockError::WrongPassword);
    }
    Ok(Item {
        kind,
        label,
        der,
        parameters: None,
        lines: item.lines.clone(),
        bytes: item.bytes.clone(),
    })
}

/// EncryptedPrivateKeyInfo (RFC 5958, 3).
fn encrypted_private_key(
    bytes: &[u8],
    password: &str,
    budget: &mut derivation::Budget,
) -> Result<Zeroizing<Vec<u8>>, UnlockError> {
    let field = "EncryptedPrivateKeyInfo";
    let tree = der::parse(bytes);
    let root = tree.nodes.first().ok_or(UnlockError::Malformed { field })?;
    let (Some(algorithm), Some(encrypted)) = (root.child(0), root.child(1)) else {
        return Err(UnlockError::Malformed { field });
    };
    schemes::decrypt(
        bytes,
        algorithm,
        password,
        &octets(bytes, encrypted),
        budget,
    )
}

/// The octets of an OCTET STRING, which BER may cut into pieces.
fn octets(bytes: &[u8], node: &Node) -> Zeroizing<Vec<u8>> {
    let mut whole = Zeroizing::new(Vec::with_capacity(node.content.len()));
    gather(bytes, node, &mut whole);
    whole
}

fn gather(bytes: &[u8], node: &Node, whole: &mut Vec<u8>) {
    if node.tag.constructed {
        node.children
            .iter()
            .for_each(|child| gather(bytes, child, whole));
    } else {
        whole.extend_from_slice(node.content_of(bytes));
    }
}

//! Cooks the recipes of the lab with WebCrypto, and keeps the practice keys.

use std::cell::RefCell;

use device_certs::certificate::Certificate;
use device_certs::locked::PKCS12_RANDOM_BYTES;
use device_certs::{KeyKind, PrivateKey};
use web_sys::CryptoKey;
use zeroize::Zeroizing;

use super::practice_identity::serial;
use super::web_crypto::{
    Algorithm, CryptoError, export, generate_key, import_private, random_bytes, sign,
};
use crate::lab::{
    Blueprint, Contents, ExportedFile, FileOrder, Issuer, KeyChoice, KeyExport, KeyId, Piece,
    Recipe, Role, Shelf,
};

/// The keys of what stands on the shelf. Extractable, since they are for practice; they go with the tab.
#[derive(Default)]
pub struct LabKitchen {
    keys: RefCell<Vec<PracticeKey>>,
}

#[derive(Clone)]
struct PracticeKey {
    choice: KeyChoice,
    key: CryptoKey,
}

impl LabKitchen {
    /// Makes what the recipe says; the pieces belong at the end of the shelf. `doing` is told what takes its time.
    ///
    /// # Errors
    /// When the browser offers no cryptography, or the recipe cannot be written down; for people.
    pub async fn cook(
        &self,
        recipe: &Recipe,
        shelf: &Shelf,
        doing: impl Fn(String),
    ) -> Result<Vec<Piece>, String> {
        let first = shelf.pieces.len();
        let mut grown = shelf.clone();
        for blueprint in &recipe.pieces {
            doing(format!(
                "Making a key: {}, {}",
                blueprint.key.title(),
                blueprint.role.title()
            ));
            let piece = self.piece(blueprint, &grown, first).await?;
            grown.pieces.push(piece);
        }
        let mut made = grown.pieces.split_off(first);
        if let Some(last) = made.last_mut() {
            last.order = recipe.order;
            last.defect = recipe.defect;
            if recipe.foreign_key {
                last.file_key = self.generate(last.key_choice).await?.0;
            }
        }
        Ok(made)
    }

    async fn piece(
        &self,
        blueprint: &Blueprint,
        shelf: &Shelf,
        first: usize,
    ) -> Result<Piece, String> {
        let (key, spki) = self.generate(blueprint.key).await?;
        let issuer = match blueprint.issuer {
            Issuer::Itself => None,
            Issuer::Made(place) => Some(first + place),
            Issuer::OnShelf(place) => Some(place),
        };
        let above = issuer.and_then(|place| shelf.pieces.get(place));
        let (signer, kind) = match above {
            Some(above) if blueprint.signed_by_stranger => {
                (self.generate(above.key_choice).await?.0, above.key_choice)
            }
            Some(above) => (above.key, above.key_choice),
            None => (key, blueprint.key),
        };
        let to_be_signed = if blueprint.role == Role::Request {
            blueprint.request(spki).to_be_signed()
        } else {
            let certificate = above.and_then(Piece::certificate);
            let template = blueprint.template(spki, certificate, kind, serial()?);
            template.to_be_signed()
        };
        let to_be_signed = to_be_signed.map_err(|error| error.to_string())?;
        let signature = self.sign(signer, blueprint.weak_hash, &to_be_signed.bytes);
        let der = to_be_signed.finish(&signature.await.map_err(|error| error.to_string())?);
        let contents = if blueprint.role == Role::Request {
            Contents::Request(der)
        } else {
            Contents::Certificate(Box::new(Certificate::read(&der).0))
        };
        Ok(Piece {
            role: blueprint.role,
            contents,
            key,
            file_key: key,
            key_choice: blueprint.key,
            issuer,
            order: FileOrder::AsSent,
            defect: None,
        })
    }

    /// A new key, and its public part.
    async fn generate(&self, choice: KeyChoice) -> Result<(KeyId, Vec<u8>), String> {
        let bits = match choice.kind() {
            KeyKind::Rsa { bits } => Some(bits),
            _ => None,
        };
        let made = async {
            let algorithm = Algorithm::new(&choice.algorithm(false), &choice.kind())?;
            let pair = generate_key(&algorithm, bits).await?;
            let spki = export("spki", &pair.get_public_key()).await?;
            Ok::<_, CryptoError>((pair.get_private_key(), spki))
        };
        let (key, spki) = made.await.map_err(|error| error.to_string())?;
        let mut keys = self.keys.borrow_mut();
        keys.push(PracticeKey { choice, key });
        Ok((keys.len() - 1, spki))
    }

    fn key(&self, id: KeyId) -> Result<PracticeKey, CryptoError> {
        let key = self.keys.borrow().get(id).cloned();
        key.ok_or_else(|| CryptoError::Refused("a key that was forgotten".to_owned()))
    }

    async fn sign(
        &self,
        id: KeyId,
        weak_hash: bool,
        message: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        let PracticeKey { choice, key } = self.key(id)?;
        let algorithm = Algorithm::new(&choice.algorithm(weak_hash), &choice.kind())?;
        if weak_hash && matches!(choice.kind(), KeyKind::Rsa { .. }) {
            // WebCrypto binds an RSA key to one hash.
            let pkcs8 = Zeroizing::new(export("pkcs8", &key).await?);
            let bound = import_private(&pkcs8, &algorithm).await?;
            return sign(&algorithm, &bound, message).await;
        }
        sign(&algorithm, &key, message).await
    }

    /// A file with the key that belongs to the file of a piece.
    ///
    /// # Errors
    /// When the browser does not give it out; for people.
    pub async fn key_file(
        &self,
        form: KeyExport,
        shelf: &Shelf,
        place: usize,
        password: &str,
    ) -> Result<ExportedFile, String> {
        let piece = shelf.pieces.get(place);
        let id = piece.map(|piece| piece.file_key).unwrap_or(usize::MAX);
        let given = async {
            let pkcs8 = Zeroizing::new(export("pkcs8", &self.key(id)?.key).await?);
            Ok::<_, CryptoError>((pkcs8, random_bytes::<PKCS12_RANDOM_BYTES>()?))
        };
        let (pkcs8, random) = given.await.map_err(|error| error.to_string())?;
        let key = PrivateKey::from_pkcs8(&pkcs8).map_err(|error| error.to_string())?;
        Ok(form.of(shelf, place, &key, password, &random))
    }
}

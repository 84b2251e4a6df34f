//! Signature checks, answered by WebCrypto.

use device_certs::signature::ecdsa_raw_from_der;
use device_certs::{KeyKind, SignatureAlgorithm, SignatureCheck, Verdict, spki};
use wasm_bindgen::JsValue;

use super::{Algorithm, CryptoError, import_public, settled, subtle};

/// Checks one signature. What WebCrypto has no name for, or will not import, is not checkable.
pub async fn verify(check: &SignatureCheck) -> Verdict {
    match verdict(check).await {
        Ok(true) => Verdict::Valid,
        Ok(false) => Verdict::Invalid,
        Err(error) => Verdict::NotCheckable(error.to_string()),
    }
}

async fn verdict(check: &SignatureCheck) -> Result<bool, CryptoError> {
    let kind = spki::key_kind(&check.public_key);
    if !same_family(&check.algorithm, &kind) {
        // An ECDSA signature cannot have been made by an RSA key, whatever the browser can do.
        return Ok(false);
    }
    let algorithm = Algorithm::new(&check.algorithm, &kind)?;
    let signature = match algorithm.coordinate_bytes() {
        None => check.signature.clone(),
        Some(coordinate_bytes) => match ecdsa_raw_from_der(&check.signature, coordinate_bytes) {
            Some(raw) => raw,
            None => return Ok(false),
        },
    };
    let key = import_public(&check.public_key, &algorithm).await?;
    let parameters = algorithm.use_parameters();
    let promise = subtle()?.verify_with_object_and_u8_array_and_u8_array(
        &parameters,
        &key,
        &signature,
        &check.message,
    );
    let answer: JsValue = settled(promise).await?;
    Ok(answer.is_truthy())
}

/// Whether this kind of key makes this kind of signature at all; what is unknown gets the benefit of the doubt.
fn same_family(algorithm: &SignatureAlgorithm, kind: &KeyKind) -> bool {
    match algorithm {
        SignatureAlgorithm::Ecdsa(_) => !matches!(
            kind,
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. } | KeyKind::Ed25519
        ),
        SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_) => {
            !matches!(kind, KeyKind::Ec(_) | KeyKind::Ed25519)
        }
        SignatureAlgorithm::Ed25519 => !matches!(
            kind,
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. } | KeyKind::Ec(_)
        ),
        SignatureAlgorithm::Other(_) => true,
    }
}

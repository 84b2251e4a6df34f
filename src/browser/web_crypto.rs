//! WebCrypto: what it is called with, what it answers, and its two ways of being wrong.

mod algorithm;
mod signer;
mod verify;

pub use algorithm::signature_algorithm;
pub(super) use algorithm::{Algorithm, schemes_of};
pub use signer::Signer;
pub use verify::verify;

use std::error::Error;
use std::fmt;

use js_sys::{ArrayBuffer, Object, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, CryptoKeyPair, DomException, SubtleCrypto};

/// Why WebCrypto did not do it. Never holds key bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CryptoError {
    /// The page was not opened over https or from this computer, so the browser withholds WebCrypto.
    Unavailable,
    /// WebCrypto has no such key type, curve or scheme: its name.
    Unsupported(String),
    /// WebCrypto refused: the name of its exception, such as `DataError`.
    Refused(String),
}

impl fmt::Display for CryptoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable => {
                f.write_str("the browser offers cryptography only to pages opened over https or from 127.0.0.1 or localhost")
            }
            Self::Unsupported(what) => write!(f, "this browser cannot handle {what}"),
            Self::Refused(name) => write!(f, "the browser refused with {name:?}"),
        }
    }
}

impl Error for CryptoError {}

impl CryptoError {
    /// Only the exception's name: messages are the browser's own words and differ.
    fn from_exception(exception: &JsValue) -> Self {
        let name = match exception.dyn_ref::<DomException>() {
            Some(exception) => exception.name(),
            None => exception
                .dyn_ref::<js_sys::Error>()
                .map_or_else(|| "unknown".to_owned(), |error| String::from(error.name())),
        };
        if name == "NotSupportedError" {
            Self::Unsupported("this algorithm".to_owned())
        } else {
            Self::Refused(name)
        }
    }
}

fn crypto() -> Result<Crypto, CryptoError> {
    // Of the global object, since a worker has no window.
    let crypto = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("crypto"));
    let crypto = crypto.or(Err(CryptoError::Unavailable))?;
    crypto.dyn_into().or(Err(CryptoError::Unavailable))
}

fn subtle() -> Result<SubtleCrypto, CryptoError> {
    let subtle = crypto()?.subtle();
    // The binding cannot say so, but the property is missing from pages that came over plain http.
    if subtle.is_undefined() {
        Err(CryptoError::Unavailable)
    } else {
        Ok(subtle)
    }
}

/// Waits for one of WebCrypto's promises and takes its value as `T`.
async fn settled<T: JsCast>(promise: Result<Promise, JsValue>) -> Result<T, CryptoError> {
    let promise = promise.map_err(|exception| CryptoError::from_exception(&exception))?;
    let value = JsFuture::from(promise)
        .await
        .map_err(|exception| CryptoError::from_exception(&exception))?;
    value
        .dyn_into()
        .or(Err(CryptoError::Refused("an unexpected value".to_owned())))
}

/// Random bytes from the browser's generator.
///
/// # Errors
/// [`CryptoError::Unavailable`].
pub fn random_bytes<const N: usize>() -> Result<[u8; N], CryptoError> {
    let mut bytes = [0; N];
    crypto()?
        .get_random_values_with_u8_array(&mut bytes)
        .map_err(|exception| CryptoError::from_exception(&exception))?;
    Ok(bytes)
}

/// Makes an extractable EC P-256 key: for practice only.
pub(super) async fn generate_practice_key() -> Result<CryptoKeyPair, CryptoError> {
    generate_key(&Algorithm::PRACTICE, None).await
}

/// Makes an extractable key for practice; RSA keys have `modulus_bits`.
pub(super) async fn generate_key(
    algorithm: &Algorithm,
    modulus_bits: Option<usize>,
) -> Result<CryptoKeyPair, CryptoError> {
    let parameters = algorithm.import_parameters();
    if let Some(bits) = modulus_bits {
        set(
            &parameters,
            "modulusLength",
            &JsValue::from_f64(bits as f64),
        );
        let exponent = Uint8Array::from([1, 0, 1].as_slice());
        set(&parameters, "publicExponent", &exponent);
    }
    let usages = usages(&["sign", "verify"]);
    let pair: Object =
        settled(subtle()?.generate_key_with_object(&parameters, true, &usages)).await?;
    // A dictionary, not a class: there is nothing in the browser to check it against.
    Ok(pair.unchecked_into())
}

/// A public key as SubjectPublicKeyInfo, or a practice key as PKCS#8.
pub(super) async fn export(format: &str, key: &CryptoKey) -> Result<Vec<u8>, CryptoError> {
    let buffer: ArrayBuffer = settled(subtle()?.export_key(format, key)).await?;
    let array = Uint8Array::new(&buffer);
    let bytes = array.to_vec();
    array.fill(0, 0, array.length());
    Ok(bytes)
}

/// Signs as TLS and X.509 want it: ECDSA as a DER SEQUENCE of r and s.
pub(super) async fn sign(
    algorithm: &Algorithm,
    key: &CryptoKey,
    message: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    let parameters = algorithm.use_parameters();
    let signature: ArrayBuffer =
        settled(subtle()?.sign_with_object_and_u8_array(&parameters, key, message)).await?;
    let signature = Uint8Array::new(&signature).to_vec();
    if algorithm.coordinate_bytes().is_none() {
        return Ok(signature);
    }
    let der = device_certs::signature::ecdsa_der_from_raw(&signature);
    der.ok_or_else(|| CryptoError::Refused("an odd signature".to_owned()))
}

/// Imports a PKCS#8 key as a key that can sign and cannot be taken out again.
///
/// D14: a script that gets into the page later can have things signed as long as it runs, but never take the key away.
pub(super) async fn import_private(
    pkcs8: &[u8],
    algorithm: &Algorithm,
) -> Result<CryptoKey, CryptoError> {
    let array = Uint8Array::from(pkcs8);
    let parameters = algorithm.import_parameters();
    let promise =
        subtle()?.import_key_with_object("pkcs8", &array, &parameters, false, &usages(&["sign"]));
    // WebCrypto copies the bytes before it returns its promise, so this copy is done with.
    array.fill(0, 0, array.length());
    settled(promise).await
}

async fn import_public(spki: &[u8], algorithm: &Algorithm) -> Result<CryptoKey, CryptoError> {
    let parameters = algorithm.import_parameters();
    let array = Uint8Array::from(spki);
    settled(subtle()?.import_key_with_object(
        "spki",
        &array,
        &parameters,
        true,
        &usages(&["verify"]),
    ))
    .await
}

fn usages(names: &[&str]) -> JsValue {
    names
        .iter()
        .map(|name| JsValue::from_str(name))
        .collect::<js_sys::Array>()
        .into()
}

fn dictionary(members: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        set(&object, name, &JsValue::from_str(value));
    }
    object
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a member of a plain object cannot fail.
    let _ = js_sys::Reflect::set(object, &JsValue::from_str(name), value);
}

//! Whether a signature was made with the key in a certificate, asked before the server is shown it.

use device_certs::{Certificate, der, spki};
use relay_protocol::SignatureScheme;
use rustls::crypto::aws_lc_rs;

use crate::tunnel::remote_key::to_rustls;

/// What could be said about a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureVerdict {
    /// Made with the key in the certificate.
    Good,
    /// Not made with the key in the certificate.
    Wrong,
    /// The key is of a kind that cannot be checked here.
    NotCheckable,
}

/// Judges `signature` over `message` by the key in `leaf`.
///
/// Not with rustls' webpki helpers: they refuse X.509 v1 and unknown critical extensions.
pub(crate) fn verify(
    leaf: &[u8],
    scheme: SignatureScheme,
    message: &[u8],
    signature: &[u8],
) -> SignatureVerdict {
    let (certificate, _) = Certificate::read(leaf);
    let public_key_info = certificate.spki_der();
    let tree = der::parse(public_key_info);
    let algorithm_id = tree
        .nodes
        .first()
        .and_then(|info| info.child(0))
        .map(|algorithm| algorithm.content_of(public_key_info));
    let (Some(algorithm_id), Some(public_key)) = (algorithm_id, spki::key_bits(public_key_info))
    else {
        return SignatureVerdict::NotCheckable;
    };
    let provider = aws_lc_rs::default_provider();
    let checker = provider
        .signature_verification_algorithms
        .mapping
        .iter()
        .filter(|(mapped, _)| *mapped == to_rustls(scheme))
        .flat_map(|(_, algorithms)| algorithms.iter())
        .find(|algorithm| algorithm.public_key_alg_id().as_ref() == algorithm_id);
    match checker.map(|checker| checker.verify_signature(public_key, message, signature)) {
        Some(Ok(())) => SignatureVerdict::Good,
        Some(Err(_)) => SignatureVerdict::Wrong,
        None => SignatureVerdict::NotCheckable,
    }
}

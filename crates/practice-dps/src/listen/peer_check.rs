//! The client certificate in the handshake: asked for, its key proven, itself not judged.
//!
//! DPS lets the handshake succeed with certificates it will refuse later, and so does this. Possession is
//! proven over the key in the certificate as our own tolerant reader finds it: the helpers of webpki refuse
//! X.509 v1 and unknown critical extensions.

use device_certs::spki::key_bits;
use device_certs::{Certificate, der};
use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::WebPkiSupportedAlgorithms;
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, PeerMisbehaved,
    SignatureScheme,
};

#[derive(Debug)]
pub(super) struct PossessionCheck {
    algorithms: WebPkiSupportedAlgorithms,
}

impl PossessionCheck {
    pub(super) fn new(algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self { algorithms }
    }

    fn check(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let mut mapping = self.algorithms.mapping.iter();
        let Some((_, candidates)) = mapping.find(|(scheme, _)| *scheme == signed.scheme) else {
            return Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into());
        };
        let (certificate, _) = Certificate::read(certificate);
        let spki = certificate.spki_der();
        let tree = der::parse(spki);
        let key_algorithm = tree.nodes.first().and_then(|spki| spki.child(0));
        let (Some(key_algorithm), Some(key)) = (key_algorithm, key_bits(spki)) else {
            return Err(CertificateError::BadEncoding.into());
        };
        let key_algorithm = key_algorithm.content_of(spki);
        // TLS 1.2 names a hash and a family; which curve it is, the key says.
        let candidate = candidates
            .iter()
            .find(|candidate| candidate.public_key_alg_id().as_ref() == key_algorithm);
        let is_signed = candidate.is_some_and(|candidate| {
            candidate
                .verify_signature(key, message, signed.signature())
                .is_ok()
        });
        if is_signed {
            Ok(HandshakeSignatureValid::assertion())
        } else {
            Err(CertificateError::BadSignature.into())
        }
    }
}

impl ClientCertVerifier for PossessionCheck {
    fn client_auth_mandatory(&self) -> bool {
        // Without one, CONNECT is what fails.
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        // Whether it is acceptable is decided after registering, where DPS decides it.
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        // RFC 8446, 4.2.3: PKCS#1 v1.5 is for certificates, not for handshakes.
        let is_pkcs1 = matches!(
            dss.scheme,
            SignatureScheme::RSA_PKCS1_SHA256
                | SignatureScheme::RSA_PKCS1_SHA384
                | SignatureScheme::RSA_PKCS1_SHA512
        );
        if is_pkcs1 {
            return Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into());
        }
        self.check(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

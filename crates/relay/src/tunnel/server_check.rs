//! The judgement over the server's certificate: always made, and remembered so that it can be shown.
//!
//! D12: there is no switch that leaves it out, not even for the practice service: who sits between the relay and the
//! service gets no connection.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use relay_protocol::{Binary, ServerRoot};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use crate::tunnel::roots::{self, Root};

/// What was seen of the server while it was judged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The chain as sent, leaf first.
    pub(crate) chain: Vec<Binary>,
    /// The root it ended in, once that is known.
    pub(crate) root: Option<ServerRoot>,
}

/// Does what rustls' own verifier does (chain, dates, purpose, name, and no revocation),
/// and remembers the chain, also a refused one, and the root it ended in.
pub(crate) struct ServerCheck {
    roots: Vec<Root>,
    store: RootCertStore,
    algorithms: WebPkiSupportedAlgorithms,
    seen: Arc<Mutex<Seen>>,
}

impl ServerCheck {
    /// A check against these roots.
    ///
    /// # Errors
    /// When one of them cannot be a root.
    pub(crate) fn new(
        roots: Vec<Root>,
        algorithms: WebPkiSupportedAlgorithms,
    ) -> Result<Self, Error> {
        Ok(Self {
            store: roots::store(&roots)?,
            roots,
            algorithms,
            seen: Arc::default(),
        })
    }

    /// What will have been seen when the handshake is over, well or badly.
    pub(crate) fn seen(&self) -> Arc<Mutex<Seen>> {
        Arc::clone(&self.seen)
    }

    /// The one root with which a chain verifies that was found good; rustls does not tell which it took.
    fn root_of(
        &self,
        leaf: &ParsedCertificate<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Option<ServerRoot> {
        if let [only] = self.roots.as_slice() {
            return Some(only.to_server_root());
        }
        self.roots
            .iter()
            .find(|root| {
                roots::store(std::slice::from_ref(root)).is_ok_and(|alone| {
                    verify_server_cert_signed_by_trust_anchor(
                        leaf,
                        &alone,
                        intermediates,
                        now,
                        self.algorithms.all,
                    )
                    .is_ok()
                })
            })
            .map(Root::to_server_root)
    }
}

impl fmt::Debug for ServerCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerCheck")
            .field("roots", &self.roots.len())
            .finish_non_exhaustive()
    }
}

impl ServerCertVerifier for ServerCheck {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(end_entity)
            .chain(intermediates)
            .map(|certificate| Binary::from(certificate.as_ref()))
            .collect();
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .chain = chain;

        let leaf = ParsedCertificate::try_from(end_entity)?;
        verify_server_cert_signed_by_trust_anchor(
            &leaf,
            &self.store,
            intermediates,
            now,
            self.algorithms.all,
        )?;
        verify_server_name(&leaf, server_name)?;

        let root = self.root_of(&leaf, intermediates, now);
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .root = root;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

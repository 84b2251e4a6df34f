//! How the server speaks TLS: as usual, or as a fault has it. Made when first needed: an RSA key takes its time.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_rustls::rustls::server::NoServerSessionStorage;
use tokio_rustls::rustls::{self, ServerConfig};

use super::peer_check::PossessionCheck;
use super::{PracticeCa, TlsVersions};
use crate::fault::{HandshakeFault, ServerCertificate};

/// One configuration for each way to fail, and the ordinary one.
pub(super) struct ServerConfigs {
    ca: PracticeCa,
    versions: TlsVersions,
    ordinary: Arc<ServerConfig>,
    made: Mutex<Vec<(HandshakeFault, Arc<ServerConfig>)>>,
}

impl fmt::Debug for ServerConfigs {
    // The configurations hold the server's keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerConfigs")
    }
}

impl ServerConfigs {
    pub(super) fn new(ca: &PracticeCa, versions: TlsVersions) -> Result<Self, rustls::Error> {
        Ok(Self {
            ca: ca.clone(),
            versions,
            ordinary: Arc::new(make(ca, None, versions)?),
            made: Mutex::default(),
        })
    }

    /// The configuration for a connection.
    pub(super) fn get(
        &self,
        fault: Option<HandshakeFault>,
    ) -> Result<Arc<ServerConfig>, rustls::Error> {
        let (certificate, versions) = match fault {
            None | Some(HandshakeFault::Slow | HandshakeFault::Abort) => {
                return Ok(Arc::clone(&self.ordinary));
            }
            Some(HandshakeFault::Certificate(what)) => (Some(what), self.versions),
            Some(HandshakeFault::Tls13Only) => (None, TlsVersions::Tls13),
        };
        // Held while one is made: whoever wants the same one waits for it rather than making another.
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let known = made.iter().find(|(known, _)| Some(*known) == fault);
        if let Some((_, config)) = known {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(make(&self.ca, certificate, versions)?);
        made.extend(fault.map(|fault| (fault, Arc::clone(&config))));
        Ok(config)
    }
}

fn make(
    ca: &PracticeCa,
    certificate: Option<ServerCertificate>,
    versions: TlsVersions,
) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let check = PossessionCheck::new(provider.signature_verification_algorithms);
    let identity = ca
        .identity(certificate)
        .map_err(|error| rustls::Error::General(error.to_string()))?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions.protocol_versions())?
        .with_client_cert_verifier(Arc::new(check))
        .with_single_cert(identity.chain.clone(), identity.key())?;
    // No resumption: every run is to show a certificate and a signature.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    // For the fault that says goodbye with an alert.
    config.enable_secret_extraction = true;
    Ok(config)
}

//! A page's `open`, judged before anything touches the network.

use std::sync::{Arc, Mutex};

use relay_protocol::{Binary, FailureCode, Open, Trust, limits};
use rustls::ClientConfig;
use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::sync::mpsc;

use crate::tunnel::Tunnels;
use crate::tunnel::allow_list::Permission;
use crate::tunnel::failure::Cause;
use crate::tunnel::host::Host;
use crate::tunnel::remote_key::{Ask, RemoteIdentity, SigningRecord};
use crate::tunnel::roots::{AZURE_ROOTS, Root};
use crate::tunnel::server_check::{Seen, ServerCheck};

/// What `open` asks for, judged: everything that needs no network is settled.
pub(crate) struct Plan {
    pub(crate) host: Host,
    pub(crate) port: u16,
    pub(crate) permission: Permission,
    pub(crate) server_name: ServerName<'static>,
    pub(crate) config: ClientConfig,
    pub(crate) seen: Arc<Mutex<Seen>>,
    pub(crate) signing: Arc<Mutex<SigningRecord>>,
}

/// Judges `open`; a signature it leads to is asked of `asks`.
pub(crate) fn plan(tunnels: &Tunnels, open: Open, asks: mpsc::Sender<Ask>) -> Result<Plan, Cause> {
    let not_allowed = |detail: String| Cause::new(FailureCode::DestinationNotAllowed, detail);
    let host = Host::parse(&open.host).map_err(|error| not_allowed(error.to_string()))?;
    let permission = tunnels
        .allow_list
        .permission(&host, open.port)
        .ok_or_else(|| not_allowed(format!("{host}:{} is not on the allow-list", open.port)))?;
    let server_name = server_name(&open, &host, permission)?;

    let chain_bytes: usize = open
        .client_chain
        .iter()
        .map(|certificate| certificate.0.len())
        .sum();
    if open.client_chain.len() > limits::MAX_CHAIN_CERTIFICATES
        || chain_bytes > limits::MAX_CHAIN_BYTES
    {
        return Err(Cause::new(
            FailureCode::ClientChainTooLarge,
            format!(
                "{} certificates with {chain_bytes} bytes; at most {} with {} bytes are taken",
                open.client_chain.len(),
                limits::MAX_CHAIN_CERTIFICATES,
                limits::MAX_CHAIN_BYTES
            ),
        ));
    }
    let chain = open
        .client_chain
        .into_iter()
        .map(|certificate| CertificateDer::from(certificate.0))
        .collect();

    let provider = Arc::new(aws_lc_rs::default_provider());
    let check = ServerCheck::new(
        trusted_roots(tunnels, open.trust)?,
        provider.signature_verification_algorithms,
    )
    .map_err(|error| Cause::new(FailureCode::TrustUnreadable, error.to_string()))?;
    let identity = RemoteIdentity::new(chain, open.schemes, asks, tunnels.time_limits.signature);
    let seen = check.seen();
    let signing = identity.record();
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Cause::new(FailureCode::RelayFailed, error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(check))
        .with_client_cert_resolver(Arc::new(identity));
    // Every run shows a certificate and a signature.
    config.resumption = Resumption::disabled();
    Ok(Plan {
        host,
        port: open.port,
        permission,
        server_name,
        config,
        seen,
        signing,
    })
}

fn server_name(
    open: &Open,
    host: &Host,
    permission: Permission,
) -> Result<ServerName<'static>, Cause> {
    let name = match &open.server_name {
        None => host.clone(),
        Some(name) => Host::parse(name)
            .map_err(|error| Cause::new(FailureCode::ServerNameUnreadable, error.to_string()))?,
    };
    if permission == Permission::Azure && name != *host {
        return Err(Cause::new(
            FailureCode::ServerNameNotAllowed,
            format!("{host} must be asked for by its own name, not as {name}"),
        ));
    }
    Ok(match name {
        Host::Address(address) => ServerName::from(address),
        Host::Name(name) => ServerName::try_from(name)
            .map_err(|error| Cause::new(FailureCode::ServerNameUnreadable, error.to_string()))?,
    })
}

fn trusted_roots(tunnels: &Tunnels, trust: Trust) -> Result<Vec<Root>, Cause> {
    match trust {
        Trust::Azure => Ok(AZURE_ROOTS.clone()),
        Trust::Practice => match &tunnels.practice_root {
            Some(root) => Ok(vec![root.clone()]),
            None => Err(Cause::new(
                FailureCode::PracticeNotRunning,
                "this relay was started with --no-practice",
            )),
        },
        Trust::Certificates(certificates) => {
            let count = certificates.len();
            if count == 0 || count > limits::MAX_TRUST_CERTIFICATES {
                return Err(Cause::new(
                    FailureCode::TrustUnreadable,
                    format!(
                        "{count} roots were given; from 1 to {} are taken",
                        limits::MAX_TRUST_CERTIFICATES
                    ),
                ));
            }
            Ok(certificates.into_iter().map(given_root).collect())
        }
    }
}

fn given_root(certificate: Binary) -> Root {
    let (read, _) = device_certs::Certificate::read(certificate.as_slice());
    Root {
        name: read
            .common_name()
            .map_or_else(|| "a root of yours".into(), String::from),
        der: CertificateDer::from(certificate.0),
    }
}

//! The TLS connection of `register`: the same judgement as in the tunnel, with a key that is at hand.

use std::io;
use std::sync::{Arc, PoisonError};

use relay_protocol::{Failed, FailureCode, Stage, limits};
use rustls::ClientConfig;
use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::sign::CertifiedKey;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::command_line::RegisterOptions;
use crate::register::inputs::Inputs;
use crate::tunnel::connect::Upstream;
use crate::tunnel::failure::{self, Cause};
use crate::tunnel::last_words::LastWords;
use crate::tunnel::server_check::ServerCheck;
use crate::tunnel::tap::{Tap, Tapped};

/// Connects as the device; with a `tap`, what goes over the connection is recorded.
pub(super) async fn connect(
    options: &RegisterOptions,
    inputs: Inputs,
    tap: Option<Tap>,
) -> Result<TlsStream<Upstream>, Box<Failed>> {
    let server_name = ServerName::try_from(options.host.clone()).map_err(|_unread| {
        let detail = format!("{:?} is neither a DNS name nor an IP address", options.host);
        failed(
            Stage::Requested,
            Cause::new(FailureCode::ServerNameUnreadable, detail),
        )
    })?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let trust_unreadable = |error: rustls::Error| {
        failed(
            Stage::Requested,
            Cause::new(FailureCode::TrustUnreadable, error.to_string()),
        )
    };
    let check = ServerCheck::new(inputs.roots, provider.signature_verification_algorithms)
        .map_err(trust_unreadable)?;
    let seen = check.seen();
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(trust_unreadable)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(check))
        .with_client_cert_resolver(Arc::new(Identity(inputs.identity)));
    config.resumption = Resumption::disabled();

    let tcp = dial(options).await?;
    if let (Some(tap), Ok(client), Ok(server)) = (&tap, tcp.local_addr(), tcp.peer_addr()) {
        tap.connected(client, server);
        config.key_log = Arc::new(tap.clone());
    }
    let tcp = LastWords::new(Tapped::new(tcp, tap));
    let handshake = TlsConnector::from(Arc::new(config)).connect(server_name, tcp);
    let cause = match timeout(limits::HANDSHAKE_TIMEOUT, handshake).await {
        Ok(Ok(stream)) => return Ok(stream),
        Ok(Err(error)) => failure::of_handshake(&error),
        Err(_elapsed) => Cause::new(FailureCode::HandshakeTimedOut, "no end of the handshake"),
    };
    let mut failed = failed(Stage::Handshaking, cause);
    failed.server_chain = seen
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .chain
        .clone();
    Err(failed)
}

async fn dial(options: &RegisterOptions) -> Result<TcpStream, Box<Failed>> {
    let named = format!("{}:{}", options.host, options.port);
    let looked_up = timeout(
        limits::RESOLVE_TIMEOUT,
        tokio::net::lookup_host((options.host.as_str(), options.port)),
    );
    let addresses: Vec<_> = match looked_up.await {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => {
            let cause = Cause::new(
                FailureCode::NameNotFound,
                format!("{}: {error}", options.host),
            );
            return Err(failed(Stage::Resolving, cause));
        }
        Err(_elapsed) => {
            let cause = Cause::new(FailureCode::NameLookupTimedOut, options.host.clone());
            return Err(failed(Stage::Resolving, cause));
        }
    };
    let connected = timeout(
        limits::CONNECT_TIMEOUT,
        TcpStream::connect(addresses.as_slice()),
    );
    let cause = match connected.await {
        Ok(Ok(stream)) => {
            let _unsupported = stream.set_nodelay(true);
            return Ok(stream);
        }
        Ok(Err(error)) => {
            let mut cause = failure::of_connect(&error);
            cause.detail = format!("{named}: {}", cause.detail);
            cause
        }
        Err(_elapsed) => Cause::new(FailureCode::ConnectTimedOut, named),
    };
    Err(failed(Stage::Connecting, cause))
}

/// Why a connection that was open broke. In TLS 1.3 a refused certificate shows only now.
pub(super) fn broken(error: &io::Error) -> Box<Failed> {
    failed(Stage::Handshaking, failure::of_handshake(error))
}

fn failed(stage: Stage, cause: Cause) -> Box<Failed> {
    Box::new(Failed {
        stage,
        code: cause.code,
        detail: cause.detail,
        alert: cause.alert,
        server_chain: Vec::new(),
    })
}

/// A resolver, because rustls' convenience constructors refuse an X.509 v1 leaf.
#[derive(Debug)]
struct Identity(Arc<CertifiedKey>);

impl ResolvesClientCert for Identity {
    fn resolve(
        &self,
        _root_hint_subjects: &[&[u8]],
        _sigschemes: &[rustls::SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

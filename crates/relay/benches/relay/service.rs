//! The service behind it all: over TCP and over TLS, it echoes, swallows or pours out.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use bytes::{BufMut as _, Bytes, BytesMut};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::fleet::Fleet;

/// Bytes written or read at once.
pub(crate) const PIECE: usize = 64 * 1024;

/// What a connection is for; the first bytes on it say so.
#[derive(Clone, Copy)]
pub(crate) enum Task {
    Echo,
    /// Takes this many bytes and then says one.
    Swallow(u64),
    /// Says this many bytes.
    Pour(u64),
}

impl Task {
    /// The first bytes.
    pub(crate) fn order(self) -> Bytes {
        let (kind, count) = match self {
            Self::Echo => (b'e', 0),
            Self::Swallow(count) => (b's', count),
            Self::Pour(count) => (b'p', count),
        };
        let mut order = BytesMut::new();
        order.put_u8(kind);
        order.put_u64(count);
        order.freeze()
    }

    fn of(kind: u8, count: u64) -> Self {
        match kind {
            b's' => Self::Swallow(count),
            b'p' => Self::Pour(count),
            _ => Self::Echo,
        }
    }
}

/// Where it listens; it serves for as long as the runtime lives.
pub(crate) struct Service {
    pub(crate) tcp: SocketAddr,
    pub(crate) tls: SocketAddr,
}

impl Service {
    pub(crate) async fn start(fleet: &Fleet) -> Result<Self> {
        let (cert, key, roots) = fleet.server()?;
        let provider = Arc::new(aws_lc_rs::default_provider());
        // As DPS it asks for the device's certificate; the other programs may come without.
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .allow_unauthenticated()
                .build()?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(verifier)
            .with_single_cert(
                vec![CertificateDer::from(der(&std::fs::read(cert)?)?)],
                PrivateKeyDer::Pkcs8(der(&std::fs::read(key)?)?.into()),
            )?;
        // Each handshake is a whole one.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        let acceptor = TlsAcceptor::from(Arc::new(config));

        let tcp = TcpListener::bind("127.0.0.1:0").await?;
        let tls = TcpListener::bind("127.0.0.1:0").await?;
        let service = Self {
            tcp: tcp.local_addr()?,
            tls: tls.local_addr()?,
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = tcp.accept().await {
                let _unsupported = stream.set_nodelay(true);
                tokio::spawn(serve(stream));
            }
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = tls.accept().await {
                let _unsupported = stream.set_nodelay(true);
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream).await.ok();
                    }
                });
            }
        });
        Ok(service)
    }
}

/// What is in the first block of a PEM file.
fn der(pem: &[u8]) -> Result<Vec<u8>> {
    let read = device_certs::pem::read(pem);
    let first = read.items.into_iter().next().context("no PEM block")?;
    Ok(first.der.to_vec())
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S) -> Result<()> {
    let kind = stream.read_u8().await?;
    let count = stream.read_u64().await?;
    let mut buffer = vec![0; PIECE];
    match Task::of(kind, count) {
        Task::Echo => loop {
            let read = stream.read(&mut buffer).await?;
            if read == 0 {
                return Ok(());
            }
            stream.write_all(&buffer[..read]).await?;
            stream.flush().await?;
        },
        Task::Swallow(mut left) => {
            while left > 0 {
                let read = stream.read(&mut buffer).await?;
                if read == 0 {
                    return Ok(());
                }
                left = left.saturating_sub(read as u64);
            }
            stream.write_u8(1).await?;
            stream.flush().await?;
        }
        Task::Pour(mut left) => {
            while left > 0 {
                let now = left.min(PIECE as u64);
                stream.write_all(&buffer[..usize::try_from(now)?]).await?;
                left -= now;
            }
            stream.flush().await?;
        }
    }
    // Until the other side has what it came for.
    let _end = stream.read(&mut buffer).await;
    Ok(())
}

//! Services that behave in every way a connection can fail.

use std::future::Future;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use relay_protocol::{Binary, Trust};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A service on a free port; gone when dropped.
pub(crate) struct TestService {
    pub(crate) port: u16,
    serving: JoinHandle<()>,
}

impl TestService {
    /// Each connection gets this treatment.
    pub(crate) async fn start<F, Fut>(treat: F) -> Self
    where
        F: Fn(TcpStream) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(treat(stream));
            }
        });
        Self { port, serving }
    }

    /// Speaks TLS with this configuration, then does `then` with the stream.
    pub(crate) async fn tls<F, Fut>(config: Arc<ServerConfig>, then: F) -> Self
    where
        F: Fn(tokio_rustls::server::TlsStream<TcpStream>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        Self::start(move |stream| {
            let acceptor = TlsAcceptor::from(Arc::clone(&config));
            let then = then.clone();
            async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    then(stream).await;
                }
            }
        })
        .await
    }
}

impl Drop for TestService {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A root and a server certificate below it.
pub(crate) struct ServerIdentity {
    pub(crate) root: CertificateDer<'static>,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl ServerIdentity {
    /// For `localhost` and 127.0.0.1, after `change`.
    pub(crate) fn make(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let root_key = KeyPair::generate().unwrap();
        let mut root = CertificateParams::default();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        root.distinguished_name = named("a root of the tests");
        let root_der = root.self_signed(&root_key).unwrap().der().clone();
        let issuer = Issuer::new(root, root_key);

        let key = KeyPair::generate().unwrap();
        let names = vec!["localhost".to_string(), "127.0.0.1".to_string()];
        let mut leaf = CertificateParams::new(names).unwrap();
        leaf.distinguished_name = named("a server of the tests");
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        change(&mut leaf);
        let leaf = leaf.signed_by(&key, &issuer).unwrap();
        Self {
            root: root_der,
            chain: vec![leaf.der().clone()],
            key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        }
    }

    /// The page's trust in this server's root.
    pub(crate) fn trust(&self) -> Trust {
        Trust::Certificates(vec![Binary::from(self.root.as_ref())])
    }

    /// A server that does not ask for the client's certificate.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), self.key.clone_key())
            .unwrap();
        Arc::new(config)
    }

    /// A server that wants a client certificate from its own root, in this version of TLS.
    pub(crate) fn demanding_config(
        &self,
        version: &'static rustls::SupportedProtocolVersion,
    ) -> Arc<ServerConfig> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_single_cert(self.chain.clone(), self.key.clone_key())
            .unwrap();
        Arc::new(config)
    }
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

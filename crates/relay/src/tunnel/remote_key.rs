//! A private key that is somewhere else: rustls asks it for a signature, it asks the page.

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use relay_protocol::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::CertificateDer;
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{Error, SignatureAlgorithm};
use tokio::sync::mpsc::Sender;

use crate::tunnel::signature_check::{self, SignatureVerdict};

/// The page's signature, or why it declined.
pub(crate) type Answer = Result<Vec<u8>, String>;

/// A question to the page.
#[derive(Debug)]
pub(crate) struct Ask {
    /// How to sign.
    pub(crate) scheme: SignatureScheme,
    /// What to sign.
    pub(crate) message: Vec<u8>,
    /// Where the signature, or why there is none, goes. Dropping it is an answer too: the page has gone.
    pub(crate) answer: SyncSender<Answer>,
}

/// How the signing went, for whoever has to explain the handshake's end.
#[derive(Clone, Debug, Default)]
pub(crate) struct SigningRecord {
    /// The server asked for the client's certificate.
    pub(crate) certificate_asked: bool,
    /// What the page was asked to sign with.
    pub(crate) scheme: Option<SignatureScheme>,
    /// How long the page took.
    pub(crate) took: Duration,
    /// Why there is no good signature.
    pub(crate) problem: Option<SigningProblem>,
}

/// Why there is no good signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SigningProblem {
    /// The server takes these schemes only, by their numbers on the wire.
    NoCommonScheme { offered: Vec<u16> },
    /// The page declined.
    Refused(String),
    /// The page did not answer in time.
    TimedOut,
    /// The session ended while the page was being asked.
    PageGone,
    /// It does not verify with the key in the leaf.
    Wrong,
}

/// The client's chain together with the key behind it, as rustls wants them.
#[derive(Debug)]
pub(crate) struct RemoteIdentity {
    certified_key: Option<Arc<CertifiedKey>>,
    record: Arc<Mutex<SigningRecord>>,
}

impl RemoteIdentity {
    /// The identity with this chain, leaf first; with an empty one no certificate is sent.
    ///
    /// It goes in through a resolver with [`CertifiedKey::new`]: rustls' convenience constructors parse the leaf
    /// and refuse X.509 v1, which plain `openssl x509 -req` makes.
    pub(crate) fn new(
        chain: Vec<CertificateDer<'static>>,
        schemes: Vec<SignatureScheme>,
        asks: Sender<Ask>,
        timeout: Duration,
    ) -> Self {
        let record = Arc::default();
        let certified_key = chain.first().map(|leaf| {
            let key = RemoteKey {
                leaf: leaf.clone(),
                schemes,
                asks,
                timeout,
                record: Arc::clone(&record),
            };
            Arc::new(CertifiedKey::new(chain.clone(), Arc::new(key)))
        });
        Self {
            certified_key,
            record,
        }
    }

    /// What will have been recorded when the handshake is over, well or badly.
    pub(crate) fn record(&self) -> Arc<Mutex<SigningRecord>> {
        Arc::clone(&self.record)
    }
}

impl ResolvesClientCert for RemoteIdentity {
    fn resolve(
        &self,
        _root_hint_subjects: &[&[u8]],
        _sigschemes: &[rustls::SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        lock(&self.record).certificate_asked = true;
        self.certified_key.clone()
    }

    fn has_certs(&self) -> bool {
        self.certified_key.is_some()
    }
}

#[derive(Clone, Debug)]
struct RemoteKey {
    leaf: CertificateDer<'static>,
    schemes: Vec<SignatureScheme>,
    asks: Sender<Ask>,
    timeout: Duration,
    record: Arc<Mutex<SigningRecord>>,
}

impl SigningKey for RemoteKey {
    fn choose_scheme(&self, offered: &[rustls::SignatureScheme]) -> Option<Box<dyn Signer>> {
        let chosen = self
            .schemes
            .iter()
            .copied()
            .find(|scheme| offered.contains(&to_rustls(*scheme)));
        let mut record = lock(&self.record);
        match chosen {
            Some(scheme) => {
                record.scheme = Some(scheme);
                Some(Box::new(RemoteSigner {
                    key: self.clone(),
                    scheme,
                }))
            }
            None => {
                // rustls would go on with an empty certificate; the record lets us say why nothing good came of it.
                let offered = offered.iter().map(|scheme| u16::from(*scheme)).collect();
                record.problem = Some(SigningProblem::NoCommonScheme { offered });
                None
            }
        }
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self.schemes.first() {
            Some(
                SignatureScheme::RsaPkcs1Sha256
                | SignatureScheme::RsaPkcs1Sha384
                | SignatureScheme::RsaPkcs1Sha512
                | SignatureScheme::RsaPssRsaeSha256
                | SignatureScheme::RsaPssRsaeSha384
                | SignatureScheme::RsaPssRsaeSha512,
            ) => SignatureAlgorithm::RSA,
            Some(SignatureScheme::Ed25519) => SignatureAlgorithm::ED25519,
            _ => SignatureAlgorithm::ECDSA,
        }
    }
}

#[derive(Debug)]
struct RemoteSigner {
    key: RemoteKey,
    scheme: SignatureScheme,
}

impl RemoteSigner {
    /// Blocks this thread until the page has answered: handshakes run on threads of their own.
    fn ask(&self, message: &[u8]) -> Result<Vec<u8>, SigningProblem> {
        let (answer, answered) = sync_channel(1);
        let ask = Ask {
            scheme: self.scheme,
            message: message.to_vec(),
            answer,
        };
        self.key
            .asks
            .try_send(ask)
            .map_err(|_gone| SigningProblem::PageGone)?;
        let signature = answered
            .recv_timeout(self.key.timeout)
            .map_err(|error| match error {
                RecvTimeoutError::Timeout => SigningProblem::TimedOut,
                RecvTimeoutError::Disconnected => SigningProblem::PageGone,
            })?
            .map_err(SigningProblem::Refused)?;
        match signature_check::verify(&self.key.leaf, self.scheme, message, &signature) {
            SignatureVerdict::Wrong => Err(SigningProblem::Wrong),
            // What cannot be checked here is for the server to judge.
            SignatureVerdict::Good | SignatureVerdict::NotCheckable => Ok(signature),
        }
    }
}

impl Signer for RemoteSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let asked = Instant::now();
        let outcome = self.ask(message);
        let mut record = lock(&self.key.record);
        record.took = asked.elapsed();
        outcome.map_err(|problem| {
            record.problem = Some(problem);
            Error::General("no signature".into())
        })
    }

    fn scheme(&self) -> rustls::SignatureScheme {
        to_rustls(self.scheme)
    }
}

/// The scheme as rustls names it: the number on the wire is the same.
pub(crate) fn to_rustls(scheme: SignatureScheme) -> rustls::SignatureScheme {
    rustls::SignatureScheme::from(scheme.code_point())
}

fn lock(record: &Mutex<SigningRecord>) -> std::sync::MutexGuard<'_, SigningRecord> {
    record.lock().unwrap_or_else(PoisonError::into_inner)
}

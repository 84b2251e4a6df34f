//! The practice CA: made anew at each start unless it is kept, and its name says what it is for.
//!
//! D18: a root that somebody trusted once and forgot is worth nothing later: it is never installed, its key is gone with
//! the process (or constrained to the practice names where it is kept), and every subject says *practice*.

mod authority;
mod error;
mod names;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use device_certs::issue::Template;
use device_certs::pem_encode;
use tokio_rustls::rustls::client::verify_server_cert_signed_by_trust_anchor;
use tokio_rustls::rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime,
};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{self, RootCertStore};
use zeroize::Zeroizing;

pub use error::CaError;
pub use names::DEFAULT_NAMES;

use authority::{Authority, LASTING_SECS, VALID_SECS, practice};
use names::{Names, WRONG_NAMES};

use super::native::{self, PracticeKey};
use crate::Timestamp;
use crate::fault::ServerCertificate;

/// The files of a CA that is kept.
const FILES: [&str; 4] = [
    "practice-root.pem",
    "practice-root.key",
    "practice-next-root.pem",
    "practice-next-root.key",
];

/// Two root certificates, the present one and the next one, and a server certificate below the first.
///
/// The keys of both roots stay in memory, because the server certificates that faults ask for are made when they are
/// first needed.
#[derive(Clone)]
pub struct PracticeCa(Arc<Parts>);

struct Parts {
    root: Authority,
    next: Authority,
    server: ServerIdentity,
    names: Names,
    made_at: Timestamp,
}

/// A chain to present, without the root, and the key of its first certificate.
pub(super) struct ServerIdentity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pkcs8: Vec<u8>,
}

impl fmt::Debug for PracticeCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PracticeCa")
            .field("names", &self.names())
            .finish_non_exhaustive()
    }
}

impl PracticeCa {
    /// Makes a CA and a server certificate for [`DEFAULT_NAMES`] and `more_names` (host names, a leading
    /// `*.` included, or IP addresses).
    ///
    /// # Errors
    ///
    /// [`CaError`]
    pub fn make(more_names: &[String], now: Timestamp) -> Result<Self, CaError> {
        let names = Names::read(more_names)?;
        let [root, next] = Authority::both(VALID_SECS, None, now)?;
        Self::with(root, next, names, now)
    }

    /// The same with roots that last, made to be kept: their certificates permit no names but these.
    ///
    /// # Errors
    ///
    /// [`CaError`]
    pub fn make_lasting(more_names: &[String], now: Timestamp) -> Result<Self, CaError> {
        let names = Names::read(more_names)?;
        let [root, next] = Authority::both(LASTING_SECS, Some(&names.permitted()), now)?;
        Self::with(root, next, names, now)
    }

    /// The CA that was kept as [`PracticeCa::files`]; `read` gives the text of a file.
    ///
    /// # Errors
    ///
    /// [`CaError`], above all when the roots do not permit the names.
    pub fn from_files(
        read: impl Fn(&str) -> Option<String>,
        more_names: &[String],
        now: Timestamp,
    ) -> Result<Self, CaError> {
        let names = Names::read(more_names)?;
        let [root, root_key, next, next_key] = FILES;
        let authority = |certificate, key| Authority::from_files(&read, certificate, key);
        let (root, next) = (authority(root, root_key)?, authority(next, next_key)?);
        let ca = Self::with(root, next, names, now)?;
        ca.check_permitted(now)?;
        Ok(ca)
    }

    /// File names and contents, to keep the CA by. Two of them are private keys: nobody else may read them.
    pub fn files(&self) -> [(&'static str, Zeroizing<String>); 4] {
        let parts = &self.0;
        let [root, root_key, next, next_key] = FILES;
        let certificate = |der: &[u8]| Zeroizing::new(pem_encode("CERTIFICATE", der));
        let key = |key: &PracticeKey| Zeroizing::new(pem_encode("PRIVATE KEY", key.pkcs8()));
        [
            (root, certificate(&parts.root.der)),
            (root_key, key(&parts.root.key)),
            (next, certificate(&parts.next.der)),
            (next_key, key(&parts.next.key)),
        ]
    }

    fn with(
        root: Authority,
        next: Authority,
        names: Names,
        now: Timestamp,
    ) -> Result<Self, CaError> {
        let key = PracticeKey::generate()?;
        let template = server_template(&names, key.spki()?, now);
        let server = ServerIdentity {
            chain: vec![root.issue(template)?.into()],
            pkcs8: key.pkcs8().to_vec(),
        };
        Ok(Self(Arc::new(Parts {
            root,
            next,
            server,
            names,
            made_at: now,
        })))
    }

    /// The root certificate, for clients to trust, as PEM.
    pub fn root_pem(&self) -> String {
        pem_encode("CERTIFICATE", &self.0.root.der)
    }

    /// The root certificate in DER.
    pub fn root_der(&self) -> &[u8] {
        &self.0.root.der
    }

    /// The root that the service will move to, as PEM: a device that is prepared trusts it too.
    pub fn next_root_pem(&self) -> String {
        pem_encode("CERTIFICATE", &self.0.next.der)
    }

    /// The root that the service will move to, in DER.
    pub fn next_root_der(&self) -> &[u8] {
        &self.0.next.der
    }

    /// Every name the server certificate is good for.
    pub fn names(&self) -> &[String] {
        &self.0.names.all
    }

    /// What is presented: the ordinary certificate, or the one a fault asks for, which is made now.
    pub(super) fn identity(
        &self,
        what: Option<ServerCertificate>,
    ) -> Result<ServerIdentity, CaError> {
        let parts = &*self.0;
        let now = parts.made_at;
        let Some(what) = what else {
            return Ok(ServerIdentity {
                chain: parts.server.chain.clone(),
                pkcs8: parts.server.pkcs8.clone(),
            });
        };
        let (pkcs8, spki) = match what {
            ServerCertificate::Rsa => native::rsa_key()?,
            ServerCertificate::P384 => native::p384_key()?,
            _ => {
                let key = PracticeKey::generate()?;
                (key.pkcs8().to_vec(), key.spki()?)
            }
        };
        let mut names = parts.names.clone();
        match what {
            ServerCertificate::WrongName => {
                names = Names::default();
                names.dns.push(format!("another.{WRONG_NAMES}"));
            }
            ServerCertificate::Oversized => names
                .dns
                .extend((0..OVERSIZED_NAMES).map(|number| format!("name-{number}.{WRONG_NAMES}"))),
            _ => {}
        }
        let mut template = server_template(&names, spki, now);
        let now_secs = now.unix_secs();
        match what {
            ServerCertificate::Expired => {
                template = template.valid(now_secs - 30 * DAY_SECS, now_secs - DAY_SECS);
            }
            ServerCertificate::NotYetValid => {
                template = template.valid(now_secs + DAY_SECS, now_secs + 30 * DAY_SECS);
            }
            _ => {}
        }
        let leaf = match what {
            ServerCertificate::NewRoot => parts.next.issue(template)?,
            ServerCertificate::UnknownRoot => {
                let name = "DPS Playground practice root that nobody was told of";
                Authority::root(name, VALID_SECS, None, now)?.issue(template)?
            }
            ServerCertificate::IntermediateMissing => {
                parts.root.intermediate(now)?.issue(template)?
            }
            _ => parts.root.issue(template)?,
        };
        Ok(ServerIdentity {
            chain: vec![leaf.into()],
            pkcs8,
        })
    }

    /// Whether the root vouches for the server certificate, as clients will see it.
    fn check_permitted(&self, now: Timestamp) -> Result<(), CaError> {
        for (authority, what) in [
            (&self.0.root, None),
            (&self.0.next, Some(ServerCertificate::NewRoot)),
        ] {
            let mut roots = RootCertStore::empty();
            let added = roots.add(CertificateDer::from(authority.der.clone()));
            let identity = self.identity(what)?;
            let now = u64::try_from(now.unix_secs()).unwrap_or_default();
            let is_good = added.is_ok()
                && identity.chain.first().is_some_and(|leaf| {
                    ParsedCertificate::try_from(leaf).is_ok_and(|leaf| {
                        verify_server_cert_signed_by_trust_anchor(
                            &leaf,
                            &roots,
                            &[],
                            UnixTime::since_unix_epoch(Duration::from_secs(now)),
                            rustls::crypto::aws_lc_rs::default_provider()
                                .signature_verification_algorithms
                                .all,
                        )
                        .is_ok()
                    })
                });
            if !is_good {
                return Err(CaError::NotPermitted);
            }
        }
        Ok(())
    }
}

const DAY_SECS: i64 = 24 * 3600;

/// As many as do not fit into a TLS record of 16 KB.
const OVERSIZED_NAMES: usize = 800;

impl ServerIdentity {
    pub(super) fn key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.pkcs8.clone()).into()
    }
}

fn server_template(names: &Names, spki: Vec<u8>, now: Timestamp) -> Template {
    let name = "DPS Playground practice service";
    let template = Template {
        dns_names: names.dns.clone(),
        ip_addresses: names.ip.clone(),
        ..Template::server(name, spki, PracticeKey::ALGORITHM)
    };
    practice(template, VALID_SECS, now)
}

#[cfg(test)]
mod tests {
    use device_certs::Certificate;

    use super::*;

    #[test]
    fn every_subject_says_practice() {
        let ca = PracticeCa::make(&[], Timestamp::from_unix_secs(1_760_000_000)).unwrap();
        for der in [
            &ca.0.root.der,
            &ca.0.next.der,
            &ca.0.server.chain[0].to_vec(),
        ] {
            let (certificate, problems) = Certificate::read(der);
            assert_eq!(problems, []);
            assert!(certificate.common_name().unwrap().contains("practice"));
        }
        let (first, second) = (
            ca.root_pem(),
            PracticeCa::make(&[], Timestamp::default()).unwrap(),
        );
        assert_ne!(first, second.root_pem());
    }

    #[test]
    fn more_names_are_taken_once_and_only_if_they_are_names() {
        let now = Timestamp::from_unix_secs(1_760_000_000);
        let more = ["127.3.2.1", "localhost", "practice.lan"].map(str::to_owned);
        let ca = PracticeCa::make(&more, now).unwrap();
        assert_eq!(ca.names().len(), DEFAULT_NAMES.len() + 2);
        let wrong = PracticeCa::make(&["a b".to_owned()], now).unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "\"a b\" is neither a host name nor an IP address"
        );
    }

    #[test]
    fn a_ca_that_is_kept_comes_back_and_vouches_for_its_names_alone() {
        let now = super::super::now();
        let names = ["192.0.2.7".to_owned(), "practice.lan".to_owned()];
        let ca = PracticeCa::make_lasting(&names, now).unwrap();
        let files = ca.files();
        let read = |name: &str| {
            let file = files.iter().find(|(known, _)| *known == name);
            file.map(|(_, text)| text.to_string())
        };
        let again = PracticeCa::from_files(read, &names, now).unwrap();
        assert_eq!(again.root_pem(), ca.root_pem());
        assert_eq!(again.next_root_pem(), ca.next_root_pem());
        assert_ne!(again.0.server.chain, ca.0.server.chain);
        let fewer = PracticeCa::from_files(read, &names[..1], now);
        assert!(fewer.is_ok());
        for other in ["192.0.2.8", "other.lan"] {
            let other = [other.to_owned()];
            let refused = PracticeCa::from_files(read, &other, now);
            assert_eq!(refused.unwrap_err(), CaError::NotPermitted);
        }
        // What the next root vouches for is looked at too, and a file that is missing is named.
        for missing in FILES {
            let read = |name: &str| read(name).filter(|_| name != missing);
            let refused = PracticeCa::from_files(read, &names, now);
            assert_eq!(refused.unwrap_err(), CaError::File { name: missing });
        }
        assert!(!format!("{ca:?}").contains("key"));
    }
}

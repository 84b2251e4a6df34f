//! The practice CA: made anew at each start unless it is kept, and its name says what it is for.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use device_certs::issue::{IssueError, PermittedNames, Template};
use device_certs::pem::{self, ItemKind};
use device_certs::{Certificate, PrivateKey, pem_encode};
use tokio_rustls::rustls::client::verify_server_cert_signed_by_trust_anchor;
use tokio_rustls::rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime,
};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{self, RootCertStore};
use zeroize::Zeroizing;

use super::native::{self, CryptoFailed, PracticeKey, serial};
use crate::Timestamp;
use crate::fault::ServerCertificate;

/// The names in every server certificate: what clients that can be redirected call us, and what those that
/// cannot will insist on.
pub const DEFAULT_NAMES: &[&str] = &[
    "localhost",
    "global.azure-devices-provisioning.net",
    "*.azure-devices-provisioning.net",
    "*.azure-devices.net",
    "127.0.0.1",
    "::1",
];

/// Below it lie the names that a certificate is for when it is to be for the wrong one.
const WRONG_NAMES: &str = "practice.invalid";

/// How long before now the certificates become valid, in seconds: clocks differ.
const BACKDATED_SECS: i64 = 24 * 3600;

/// How long they are valid, in seconds. They are gone with the process anyway; some clients refuse server
/// certificates of more than 398 days.
const VALID_SECS: i64 = 90 * 24 * 3600;

/// How long a root is valid that is kept, in seconds: ten years, since it is in the firmware of somebody's device.
const LASTING_SECS: i64 = 3652 * 24 * 3600;

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

/// A root and its key.
struct Authority {
    der: Vec<u8>,
    key: PracticeKey,
}

/// A chain to present, without the root, and the key of its first certificate.
pub(super) struct ServerIdentity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pkcs8: Vec<u8>,
}

/// What a server certificate is good for.
#[derive(Clone, Default)]
struct Names {
    all: Vec<String>,
    dns: Vec<String>,
    ip: Vec<IpAddr>,
}

impl fmt::Debug for PracticeCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PracticeCa")
            .field("names", &self.names())
            .finish_non_exhaustive()
    }
}

/// Why no CA could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaError {
    /// A name is neither a host name nor an IP address.
    Name {
        /// The name.
        name: String,
    },
    /// A key could not be made or used.
    Crypto(CryptoFailed),
    /// A certificate could not be written.
    Issue(IssueError),
    /// A file of a CA that was kept is missing or holds something else.
    File {
        /// Its name.
        name: &'static str,
    },
    /// A CA that was kept may not vouch for a name that is asked for now.
    NotPermitted,
}

impl fmt::Display for CaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { name } => write!(f, "{name:?} is neither a host name nor an IP address"),
            Self::Crypto(_) => f.write_str("the practice CA's keys could not be used"),
            Self::Issue(_) => f.write_str("the practice CA's certificates could not be written"),
            Self::File { name } => write!(
                f,
                "{name} is missing or holds something else; empty the directory for a new CA"
            ),
            Self::NotPermitted => f.write_str(
                "the CA that was kept is not permitted to vouch for one of these names, or has expired; \
                 leave the name out, or empty the directory for a new CA",
            ),
        }
    }
}

impl std::error::Error for CaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Name { .. } | Self::File { .. } | Self::NotPermitted => None,
            Self::Crypto(error) => Some(error),
            Self::Issue(error) => Some(error),
        }
    }
}

impl From<CryptoFailed> for CaError {
    fn from(error: CryptoFailed) -> Self {
        Self::Crypto(error)
    }
}

impl From<IssueError> for CaError {
    fn from(error: IssueError) -> Self {
        Self::Issue(error)
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

impl Names {
    fn read(more_names: &[String]) -> Result<Self, CaError> {
        let mut names = Self::default();
        let default = DEFAULT_NAMES.iter().map(|name| (*name).to_owned());
        for name in default.chain(more_names.iter().cloned()) {
            if names.all.contains(&name) {
                continue;
            }
            match name.parse::<IpAddr>() {
                Ok(address) => names.ip.push(address),
                Err(_) if is_host_name(&name) => names.dns.push(name.clone()),
                Err(_) => return Err(CaError::Name { name }),
            }
            names.all.push(name);
        }
        Ok(names)
    }

    /// What a root that is kept may vouch for: these names, this computer, and what is for faults.
    fn permitted(&self) -> PermittedNames {
        let dns_names = self
            .dns
            .iter()
            .map(|name| name.strip_prefix("*.").unwrap_or(name).to_owned());
        let host = |address: &IpAddr| (*address, if address.is_ipv4() { 32 } else { 128 });
        let loopback = (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8);
        PermittedNames {
            dns_names: dns_names.chain([WRONG_NAMES.to_owned()]).collect(),
            networks: self.ip.iter().map(host).chain([loopback]).collect(),
        }
    }
}

impl Authority {
    /// The present root and the next one.
    fn both(
        valid_secs: i64,
        permitted: Option<&PermittedNames>,
        now: Timestamp,
    ) -> Result<[Self; 2], CaError> {
        let make = |name| Self::root(name, valid_secs, permitted, now);
        Ok([
            make("DPS Playground practice root")?,
            make("DPS Playground practice next root")?,
        ])
    }

    fn root(
        name: &str,
        valid_secs: i64,
        permitted: Option<&PermittedNames>,
        now: Timestamp,
    ) -> Result<Self, CaError> {
        let key = PracticeKey::generate()?;
        let template = Template {
            permitted_names: permitted.cloned(),
            ..Template::ca(name, key.spki()?, PracticeKey::ALGORITHM, Some(1))
        };
        let template = practice(template, valid_secs, now).serial(serial()?);
        let der = sign(&template, &key)?;
        Ok(Self { der, key })
    }

    /// A CA below this one.
    fn intermediate(&self, now: Timestamp) -> Result<Self, CaError> {
        let key = PracticeKey::generate()?;
        let name = "DPS Playground practice intermediate";
        let template = Template::ca(name, key.spki()?, PracticeKey::ALGORITHM, Some(0));
        let der = self.issue(practice(template, VALID_SECS, now))?;
        Ok(Self { der, key })
    }

    fn from_files(
        read: &impl Fn(&str) -> Option<String>,
        certificate: &'static str,
        key: &'static str,
    ) -> Result<Self, CaError> {
        let missing = |name| CaError::File { name };
        let pem = Zeroizing::new(read(key).ok_or_else(|| missing(key))?);
        let items = pem::read(pem.as_bytes()).items;
        let private = items.iter().find(|item| item.kind.is_private_key());
        let private = private.and_then(|item| PrivateKey::read(item).ok());
        let private = private.ok_or_else(|| missing(key))?;
        let private =
            PracticeKey::from_pkcs8(private.pkcs8_der()).map_err(|_failed| missing(key))?;
        let pem = read(certificate).ok_or_else(|| missing(certificate))?;
        let items = pem::read(pem.as_bytes()).items;
        let found = items.iter().find(|item| item.kind == ItemKind::Certificate);
        let der = found.ok_or_else(|| missing(certificate))?.der.to_vec();
        if Certificate::read(&der).0.spki_der() != private.spki()? {
            return Err(missing(certificate));
        }
        Ok(Self { der, key: private })
    }

    fn issue(&self, template: Template) -> Result<Vec<u8>, CaError> {
        let issuer = Certificate::read(&self.der).0;
        sign(&template.serial(serial()?).issued_by(&issuer), &self.key)
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

fn practice(template: Template, valid_secs: i64, now: Timestamp) -> Template {
    let now = now.unix_secs();
    Template {
        organization: Some("DPS Playground practice, not for production".to_owned()),
        ..template.valid(now - BACKDATED_SECS, now + valid_secs)
    }
}

fn sign(template: &Template, key: &PracticeKey) -> Result<Vec<u8>, CaError> {
    let to_be_signed = template.to_be_signed()?;
    let signature = key.sign(&to_be_signed.bytes)?;
    Ok(to_be_signed.finish(&signature))
}

/// Host names as RFC 5890 calls letter-digit-hyphen labels, and with a wildcard as their first label.
fn is_host_name(name: &str) -> bool {
    let host = name.strip_prefix("*.").unwrap_or(name);
    dps_protocol::HubHostname::parse(host).is_ok()
}

#[cfg(test)]
mod tests {
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

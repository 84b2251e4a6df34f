//! The practice CA: made anew at each start, and its name says what it is for.

use std::fmt;
use std::net::IpAddr;

use device_certs::issue::{IssueError, Template};
use device_certs::{Certificate, pem_encode};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::native::{CryptoFailed, PracticeKey, serial};
use crate::Timestamp;

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

/// How long before now the certificates become valid, in seconds: clocks differ.
const BACKDATED_SECS: i64 = 24 * 3600;

/// How long they are valid, in seconds. They are gone with the process anyway; some clients refuse server
/// certificates of more than 398 days.
const VALID_SECS: i64 = 90 * 24 * 3600;

/// A root certificate, and a server certificate below it. The root's key is dropped once that is signed.
#[derive(Debug)]
pub struct PracticeCa {
    root: Vec<u8>,
    server: Vec<u8>,
    server_key: PracticeKey,
    names: Vec<String>,
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
}

impl fmt::Display for CaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { name } => write!(f, "{name:?} is neither a host name nor an IP address"),
            Self::Crypto(_) => f.write_str("the practice CA's keys could not be used"),
            Self::Issue(_) => f.write_str("the practice CA's certificates could not be written"),
        }
    }
}

impl std::error::Error for CaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Name { .. } => None,
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
        let mut names: Vec<String> = DEFAULT_NAMES
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        for name in more_names {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let (mut dns_names, mut ip_addresses) = (Vec::new(), Vec::new());
        for name in &names {
            match name.parse::<IpAddr>() {
                Ok(address) => ip_addresses.push(address),
                Err(_) if is_host_name(name) => dns_names.push(name.clone()),
                Err(_) => return Err(CaError::Name { name: name.clone() }),
            }
        }
        let (from, to) = (
            now.unix_secs() - BACKDATED_SECS,
            now.unix_secs() + VALID_SECS,
        );
        let practice = |template: Template| Template {
            organization: Some("DPS Playground practice, not for production".to_owned()),
            ..template.valid(from, to)
        };

        let root_key = PracticeKey::generate()?;
        let root = Template::ca(
            "DPS Playground practice root",
            root_key.spki()?,
            PracticeKey::ALGORITHM,
            Some(0),
        );
        let root = issue(&practice(root).serial(serial()?), &root_key)?;

        let server_key = PracticeKey::generate()?;
        let server = Template::server(
            "DPS Playground practice service",
            server_key.spki()?,
            PracticeKey::ALGORITHM,
        );
        let server = Template {
            dns_names,
            ip_addresses,
            ..practice(server)
                .serial(serial()?)
                .issued_by(&Certificate::read(&root).0)
        };
        let server = issue(&server, &root_key)?;
        Ok(Self {
            root,
            server,
            server_key,
            names,
        })
    }

    /// The root certificate, for clients to trust, as PEM.
    pub fn root_pem(&self) -> String {
        pem_encode("CERTIFICATE", &self.root)
    }

    /// The root certificate in DER.
    pub fn root_der(&self) -> &[u8] {
        &self.root
    }

    /// Every name the server certificate is good for.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn server_chain(&self) -> Vec<CertificateDer<'static>> {
        vec![self.server.clone().into()]
    }

    pub(super) fn server_key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.server_key.pkcs8().to_vec()).into()
    }
}

fn issue(template: &Template, key: &PracticeKey) -> Result<Vec<u8>, CaError> {
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
        for der in [&ca.root, &ca.server] {
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
}

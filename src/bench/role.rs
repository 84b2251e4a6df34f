//! What a file is for. Told by what is in it, unless the person says otherwise.

use device_certs::Certificate;
use device_certs::lint::Exhibit;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The device presents it.
    Device,
    /// The service knows it: a CA that was or will be uploaded.
    Ca,
    /// The device trusts the server by it.
    Server,
    /// It holds private keys and nothing else.
    Key,
    /// Nothing that any question here is about.
    Aside,
}

impl Role {
    /// Those a person can choose for a file with certificates.
    pub const CHOICES: [Self; 3] = [Self::Device, Self::Ca, Self::Server];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Device => "the device presents it",
            Self::Ca => "the service knows it",
            Self::Server => "the device trusts the server by it",
            Self::Key => "private key",
            Self::Aside => "set aside",
        }
    }

    /// A stable name, for tests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Ca => "ca",
            Self::Server => "server",
            Self::Key => "key",
            Self::Aside => "aside",
        }
    }

    /// What a file is for by what it holds. `has_key` says that a private key at hand belongs to one of its
    /// certificates, which then is a device's own whatever else it says.
    pub(super) fn of(exhibit: &Exhibit<'_>, has_key: bool) -> Self {
        let certificates = &exhibit.certificates;
        if certificates.is_empty() {
            return if exhibit.is_key_file() {
                Self::Key
            } else {
                Self::Aside
            };
        }
        if certificates.iter().all(is_of_servers) {
            return Self::Server;
        }
        let device = has_key || certificates.iter().any(|certificate| !certificate.is_ca());
        let root = certificates.iter().any(Certificate::is_self_issued);
        if device || !root {
            Self::Device
        } else {
            Self::Ca
        }
    }
}

/// The names of the roots that Azure's servers lead or led to (Microsoft's list). Only who it is for is told by names;
/// whether it is the real one, the rules tell by its thumbprint.
const SERVER_ROOTS: &[&str] = &[
    "DigiCert Global Root G2",
    "DigiCert Global Root G3",
    "DigiCert Global Root CA",
    "Microsoft RSA Root Certificate Authority 2017",
    "Microsoft ECC Root Certificate Authority 2017",
    "Baltimore CyberTrust Root",
];

fn is_of_servers(certificate: &Certificate) -> bool {
    let issuer = certificate.issuer.common_names().next();
    let names = [
        certificate.common_name(),
        issuer.map(|name| name.value.as_str()),
    ];
    names
        .iter()
        .flatten()
        .any(|name| SERVER_ROOTS.contains(name))
}

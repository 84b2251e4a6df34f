//! The roots a server's chain may end in, each with a name for people.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use relay_protocol::{ServerRoot, TrustedRoot};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// A root certificate and its name.
#[derive(Clone, Debug)]
pub struct Root {
    /// A name for people.
    pub name: String,
    /// The certificate.
    pub der: CertificateDer<'static>,
}

impl Root {
    /// What the page is told about it once a chain ended here.
    pub(crate) fn to_server_root(&self) -> ServerRoot {
        ServerRoot {
            name: self.name.clone(),
            sha256: hex_digest(&digest::SHA256, &self.der),
        }
    }

    /// What the page is told about it in advance.
    pub(crate) fn to_trusted_root(&self) -> TrustedRoot {
        TrustedRoot {
            name: self.name.clone(),
            sha1: hex_digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.der),
            sha256: hex_digest(&digest::SHA256, &self.der),
        }
    }
}

/// The roots of Azure's device endpoints; `roots/README.md` says where each file comes from and why it is here.
pub static AZURE_ROOTS: LazyLock<Vec<Root>> = LazyLock::new(|| {
    [
        (
            "DigiCert Global Root G2",
            include_bytes!("../../roots/DigiCert_Global_Root_G2.pem").as_slice(),
        ),
        (
            "Microsoft RSA Root Certificate Authority 2017",
            include_bytes!("../../roots/Microsoft_RSA_Root_Certificate_Authority_2017.pem"),
        ),
        (
            "DigiCert Global Root CA",
            include_bytes!("../../roots/DigiCert_Global_Root_CA.pem"),
        ),
    ]
    .into_iter()
    .map(|(name, pem)| Root {
        name: name.into(),
        der: CertificateDer::from_pem_slice(pem).expect("a file of the repository, read by a test"),
    })
    .collect()
});

/// A store for rustls with these roots alone.
///
/// # Errors
/// When one is not a certificate that can be a root.
pub(crate) fn store(roots: &[Root]) -> Result<RootCertStore, rustls::Error> {
    let mut store = RootCertStore::empty();
    for root in roots {
        store.add(root.der.clone())?;
    }
    Ok(store)
}

fn hex_digest(algorithm: &'static digest::Algorithm, bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in digest::digest(algorithm, bytes).as_ref() {
        hex.push_str(&format!("{byte:02x}"));
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-1 as Microsoft's and DigiCert's pages list them, typed from there and not computed from the files.
    #[test]
    fn the_files_are_the_certificates_they_are_named_after() {
        let known = [
            (
                "DigiCert Global Root G2",
                "df3c24f9bfd666761b268073fe06d1cc8d4f82a4",
            ),
            (
                "Microsoft RSA Root Certificate Authority 2017",
                "73a5e64a3bff8316ff0edccc618a906e4eae4d74",
            ),
            (
                "DigiCert Global Root CA",
                "a8985d3a65e5e5c4b2d7d66d40c6dd2fb19c5436",
            ),
        ];
        let listed: Vec<_> = AZURE_ROOTS.iter().map(Root::to_trusted_root).collect();
        let listed: Vec<_> = listed
            .iter()
            .map(|root| (root.name.as_str(), root.sha1.as_str()))
            .collect();
        assert_eq!(listed, known);
        assert_eq!(store(&AZURE_ROOTS).unwrap().len(), 3);
    }
}

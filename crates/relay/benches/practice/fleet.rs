//! The devices' certificates: one CA, and a P-256 leaf for each device below it.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;
use tempfile::TempDir;

use crate::device::Device;

pub(crate) const ID_SCOPE: &str = "0ne00C0FFEE";

pub(crate) struct Fleet {
    folder: TempDir,
    members: Vec<Member>,
    ca_pem: String,
    ca: Issuer<'static, KeyPair>,
    provider: Arc<CryptoProvider>,
}

struct Member {
    registration_id: String,
    leaf: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Fleet {
    /// So many devices, and the enrolments that let them in.
    pub(crate) fn make(count: usize) -> Result<Self> {
        let ca_key = KeyPair::generate()?;
        let mut ca = CertificateParams::default();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        ca.distinguished_name = named("fleet of the benchmark");
        let ca_pem = ca.self_signed(&ca_key)?.pem();
        let fleet = Self {
            folder: tempfile::tempdir()?,
            members: Vec::new(),
            ca: Issuer::new(ca, ca_key),
            provider: Arc::new(aws_lc_rs::default_provider()),
            ca_pem,
        };
        let members = (0..count).map(|index| {
            let registration_id = format!("bench-{index:05}");
            let (leaf, key) = fleet.issue(
                &registration_id,
                CertificateParams::default(),
                ExtendedKeyUsagePurpose::ClientAuth,
            )?;
            anyhow::Ok(Member {
                registration_id,
                leaf,
                key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            })
        });
        let members = members.collect::<Result<_>>()?;
        let fleet = Self { members, ..fleet };
        let certificate = &fleet.ca_pem;
        let enrollments = json!({
            "certificates": [{ "name": "fleet", "certificate": certificate, "isVerified": true }],
            "enrollmentGroups": [{ "enrollmentGroupId": "fleet", "attestation": {
                "type": "x509", "x509": { "caReferences": { "primary": "fleet" } } } }],
        });
        std::fs::write(fleet.path("enrollments.json"), enrollments.to_string())?;
        Ok(fleet)
    }

    fn issue(
        &self,
        common_name: &str,
        mut params: CertificateParams,
        purpose: ExtendedKeyUsagePurpose,
    ) -> Result<(CertificateDer<'static>, KeyPair)> {
        let key = KeyPair::generate()?;
        params.distinguished_name = named(common_name);
        params.extended_key_usages = vec![purpose];
        let leaf = params.signed_by(&key, &self.ca)?;
        Ok((leaf.der().clone(), key))
    }

    /// A server's certificate and key as PEM files, and the root above it.
    pub(crate) fn server(&self) -> Result<(PathBuf, PathBuf, RootCertStore)> {
        let names = ["localhost", "127.0.0.1"].map(str::to_owned);
        let names = CertificateParams::new(names)?;
        let (leaf, key) = self.issue("localhost", names, ExtendedKeyUsagePurpose::ServerAuth)?;
        let (cert, key_file) = (self.path("server.pem"), self.path("server.key"));
        std::fs::write(&cert, device_certs::pem_encode("CERTIFICATE", &leaf))?;
        std::fs::write(&key_file, key.serialize_pem())?;
        std::fs::write(self.path("ca.pem"), &self.ca_pem)?;
        Ok((cert, key_file, roots(&self.ca_pem)?))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Every device, trusting these roots.
    pub(crate) fn devices(&self, trusted: &RootCertStore) -> Result<Vec<Arc<Device>>> {
        let all = 0..self.members.len();
        all.map(|index| self.device(index, trusted).map(Arc::new))
            .collect()
    }

    /// One device, trusting these roots.
    pub(crate) fn device(&self, index: usize, trusted: &RootCertStore) -> Result<Device> {
        let member = self.members.get(index).context("no such device")?;
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(trusted.clone())
            .with_client_auth_cert(vec![member.leaf.clone()], member.key.clone_key())?;
        config.resumption = Resumption::disabled();
        Ok(Device {
            id_scope: ID_SCOPE,
            registration_id: member.registration_id.clone(),
            config: Arc::new(config),
        })
    }
}

/// The roots in a PEM text.
pub(crate) fn roots(pem: &str) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for item in device_certs::pem::read(pem.as_bytes()).items {
        roots.add(CertificateDer::from(item.der.to_vec()))?;
    }
    Ok(roots)
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

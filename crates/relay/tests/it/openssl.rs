//! Certificates and keys as people make them: with the `openssl` program.

use std::path::{Path, PathBuf};
use std::process::Command;

use device_certs::{intake, pem};
use relay_protocol::{Binary, SignatureScheme};
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use std::sync::Arc;
use tempfile::TempDir;

/// The kinds of keys the lesson promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    P256,
    P384,
    Rsa2048,
}

/// A device's files, and its key as a page would hold it.
pub(crate) struct Identity {
    folder: TempDir,
    key: Arc<dyn SigningKey>,
}

impl Identity {
    /// A self-signed X.509 v3 certificate.
    pub(crate) fn self_signed(common_name: &str, kind: KeyKind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        make_key(folder.path(), kind);
        let subject = format!("/CN={common_name}");
        let arguments = ["req", "-x509", "-new", "-key", "key.pem", "-days", "30"];
        run(
            folder.path(),
            &[&arguments[..], &["-subj", &subject, "-out", "cert.pem"]].concat(),
        );
        Self::of(folder)
    }

    /// A certificate made the plain way: a request, then `x509 -req`, which makes X.509 v1.
    pub(crate) fn version_1(common_name: &str, kind: KeyKind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        make_key(folder.path(), kind);
        let subject = format!("/CN={common_name}");
        let request = ["req", "-new", "-key", "key.pem", "-subj", &subject];
        run(
            folder.path(),
            &[&request[..], &["-out", "request.pem"]].concat(),
        );
        let sign = ["x509", "-req", "-in", "request.pem", "-days", "30"];
        run(
            folder.path(),
            &[&sign[..], &["-signkey", "key.pem", "-out", "cert.pem"]].concat(),
        );
        let identity = Self::of(folder);
        let (certificate, _) = device_certs::Certificate::read(&identity.leaf());
        assert_eq!(certificate.version, 1);
        identity
    }

    fn of(folder: TempDir) -> Self {
        let file = std::fs::read(folder.path().join("key.pem")).unwrap();
        let key = intake::private_key(&file, &pem::read(&file)).unwrap();
        let der = PrivateKeyDer::Pkcs8(key.pkcs8_der().to_vec().into());
        let key = any_supported_type(&der).unwrap();
        Self { folder, key }
    }

    pub(crate) fn cert_path(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    pub(crate) fn key_path(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    pub(crate) fn cert_pem(&self) -> String {
        std::fs::read_to_string(self.cert_path()).unwrap()
    }

    pub(crate) fn leaf(&self) -> Vec<u8> {
        let file = std::fs::read(self.cert_path()).unwrap();
        let (certificates, _) = intake::certificates(&file, &pem::read(&file));
        certificates[0].der.clone()
    }

    pub(crate) fn chain(&self) -> Vec<Binary> {
        vec![Binary(self.leaf())]
    }

    /// What the key can do, as a page would say it.
    pub(crate) fn schemes(&self) -> Vec<SignatureScheme> {
        SignatureScheme::ALL
            .iter()
            .copied()
            .filter(|scheme| self.signer(*scheme).is_some())
            .collect()
    }

    pub(crate) fn sign(&self, scheme: SignatureScheme, message: &[u8]) -> Vec<u8> {
        self.signer(scheme).unwrap().sign(message).unwrap()
    }

    fn signer(&self, scheme: SignatureScheme) -> Option<Box<dyn rustls::sign::Signer>> {
        self.key
            .choose_scheme(&[rustls::SignatureScheme::from(scheme.code_point())])
    }
}

fn make_key(folder: &Path, kind: KeyKind) {
    let arguments: &[&str] = match kind {
        KeyKind::P256 => &["ecparam", "-name", "prime256v1", "-genkey"],
        KeyKind::P384 => &["ecparam", "-name", "secp384r1", "-genkey"],
        KeyKind::Rsa2048 => &["genrsa", "-traditional"],
    };
    let out = ["-out", "key.pem"];
    let bits: &[&str] = if kind == KeyKind::Rsa2048 {
        &["2048"]
    } else {
        &[]
    };
    run(folder, &[arguments, &out, bits].concat());
}

/// Runs openssl in `folder`.
pub(crate) fn run(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("openssl is installed");
    assert!(
        output.status.success(),
        "openssl {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

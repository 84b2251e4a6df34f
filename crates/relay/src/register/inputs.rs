//! The files of `register`, read and fitted together before anything is sent.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use device_certs::{Belongs, Certificate, chain, intake, pem};
use relay_protocol::SignatureScheme;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use serde_json::Value;

use crate::command_line::RegisterOptions;
use crate::tunnel::roots::{AZURE_ROOTS, Root};
use crate::tunnel::signature_check::{self, SignatureVerdict};

/// Everything the connection needs.
pub(super) struct Inputs {
    pub(super) registration_id: String,
    pub(super) payload: Option<Value>,
    pub(super) identity: Arc<CertifiedKey>,
    pub(super) roots: Vec<Root>,
    /// What was put right silently would be a surprise elsewhere.
    pub(super) notes: Vec<String>,
}

/// What is wrong with the files, and what to do.
pub(super) struct WrongInput(String);

impl fmt::Display for WrongInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Inputs {
    pub(super) fn read(options: &RegisterOptions) -> Result<Self, WrongInput> {
        let mut notes = Vec::new();
        let given = certificates(&options.cert, &mut notes)?;
        let key_file = read(&options.key)?;
        let reading = pem::read(&key_file);
        let key = intake::private_key(&key_file, &reading)
            .map_err(|problem| located(&options.key, &problem))?;
        // One file may hold both.
        if options.key != options.cert {
            notes.extend(repaired(&options.key, &reading));
        }
        let ordered = chain::order(&given, Some(&key));
        if !ordered.was_in_order() {
            notes.push(format!(
                "the certificates of {} were sorted: leaf first, unrelated ones left out",
                options.cert.display()
            ));
        }
        let path: Vec<&Certificate> = ordered
            .path
            .iter()
            .filter_map(|index| given.get(*index))
            .collect();
        let leaf = path
            .first()
            .ok_or_else(|| WrongInput(format!("no certificate in {}", options.cert.display())))?;
        let registration_id = match (&options.registration_id, leaf.common_name()) {
            (Some(given), _) => given.clone(),
            (None, Some(common_name)) => common_name.to_string(),
            (None, None) => {
                return Err(WrongInput(
                    "the certificate has no common name, which DPS takes as the registration ID; \
                     name one with --registration-id to see what the service says"
                        .into(),
                ));
            }
        };
        let der = PrivateKeyDer::Pkcs8(key.pkcs8_der().to_vec().into());
        let signing_key = any_supported_type(&der).map_err(|_opaque| {
            WrongInput(format!(
                "the key in {} is of a kind that cannot sign here: {}",
                options.key.display(),
                key.kind()
            ))
        })?;
        let is_others = key.belongs_to(leaf) == Belongs::No || is_wrong(&*signing_key, leaf);
        if is_others {
            return Err(WrongInput(format!(
                "the key in {} does not belong to the certificate {:?}: the service would end the handshake",
                options.key.display(),
                leaf.subject.to_string()
            )));
        }
        let chain = path
            .iter()
            .map(|certificate| CertificateDer::from(certificate.der.clone()))
            .collect();
        Ok(Self {
            registration_id,
            payload: options.payload.as_deref().map(payload).transpose()?,
            identity: Arc::new(CertifiedKey::new(chain, signing_key)),
            roots: match &options.server_ca {
                None => AZURE_ROOTS.clone(),
                Some(path) => roots(path, &mut notes)?,
            },
            notes,
        })
    }
}

/// Signs something and checks it with the certificate's key.
fn is_wrong(key: &dyn rustls::sign::SigningKey, leaf: &Certificate) -> bool {
    const TRIAL: &[u8] = b"dps-playground: does this key belong to this certificate?";
    SignatureScheme::ALL.iter().any(|scheme| {
        let offered = [rustls::SignatureScheme::from(scheme.code_point())];
        key.choose_scheme(&offered)
            .and_then(|signer| signer.sign(TRIAL).ok())
            .is_some_and(|signature| {
                signature_check::verify(&leaf.der, *scheme, TRIAL, &signature)
                    == SignatureVerdict::Wrong
            })
    })
}

fn certificates(path: &Path, notes: &mut Vec<String>) -> Result<Vec<Certificate>, WrongInput> {
    let file = read(path)?;
    let reading = pem::read(&file);
    let (certificates, problems) = intake::certificates(&file, &reading);
    match problems.first() {
        Some(problem) => Err(located(path, problem)),
        None => {
            notes.extend(repaired(path, &reading));
            Ok(certificates)
        }
    }
}

/// What was put right in a file, where.
fn repaired(path: &Path, reading: &pem::Reading) -> Vec<String> {
    let note = |repair: &pem::Repair| {
        format!(
            "{}:{}:{}: {}",
            path.display(),
            repair.line,
            repair.column,
            reading.describe(repair)
        )
    };
    reading.repairs.iter().map(note).collect()
}

fn roots(path: &Path, notes: &mut Vec<String>) -> Result<Vec<Root>, WrongInput> {
    let root = |certificate: Certificate| Root {
        name: certificate.subject.to_string(),
        der: CertificateDer::from(certificate.der),
    };
    Ok(certificates(path, notes)?.into_iter().map(root).collect())
}

fn payload(path: &Path) -> Result<Value, WrongInput> {
    serde_json::from_slice(&read(path)?)
        .map_err(|error| WrongInput(format!("{} is not JSON: {error}", path.display())))
}

fn read(path: &Path) -> Result<Vec<u8>, WrongInput> {
    std::fs::read(path)
        .map_err(|error| WrongInput(format!("{} cannot be read: {error}", path.display())))
}

fn located(path: &Path, problem: &pem::Problem) -> WrongInput {
    WrongInput(format!(
        "{}:{}:{}: {}\n  {}",
        path.display(),
        problem.line,
        problem.column,
        problem.what,
        problem.fix
    ))
}

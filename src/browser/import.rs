//! From files to what the device presents: certificates, and a key that can only sign.

use std::cell::RefCell;
use std::rc::Rc;

use device_certs::certificate::Certificate;
use device_certs::{Verdict, spki};
use web_sys::CryptoKey;

use super::practice_identity::MadeIdentity;
use super::read_files::NamedBytes;
use super::web_crypto::Signer;
use crate::import_note::{FoundKey, ImportNote, NoteSeverity, Slot, Sorted, sort};
use crate::material::{KeyFacts, Material, Order, Origin};

/// What came of an import.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The whole new state of what the device presents; none as long as nothing was loaded.
    pub material: Option<Material>,
    /// For [`Slot::ServerTrust`]: the certificates of this import, as DER.
    pub server_roots: Vec<Vec<u8>>,
    /// What is to be said.
    pub notes: Vec<ImportNote>,
}

/// What is loaded: the facts, and the key behind them.
#[derive(Clone, Default)]
pub(super) struct Holdings {
    pub(super) material: Option<Material>,
    key: Option<HeldKey>,
}

#[derive(Clone)]
struct HeldKey {
    signer: Rc<Signer>,
    /// SubjectPublicKeyInfo, where the file told it.
    public_key: Option<Vec<u8>>,
    /// The key itself, for practice identities alone.
    practice: Option<CryptoKey>,
}

impl From<MadeIdentity> for Holdings {
    fn from(made: MadeIdentity) -> Self {
        let public_key = made
            .certificates
            .first()
            .map(|leaf| leaf.spki_der().to_vec());
        let facts = key_facts(&made.signer, Some(0));
        let signer = Rc::new(made.signer);
        let material = Material {
            origin: Origin::Practice,
            certificates: made.certificates,
            files: Vec::new(),
            key: Some(facts),
            enrolment_ca: None,
            order: Order::default(),
        }
        .arranged();
        Self {
            material: Some(material),
            key: Some(HeldKey {
                signer,
                public_key,
                practice: Some(made.key),
            }),
        }
    }
}

impl Holdings {
    /// Signs for the device, if there is a key.
    pub(super) fn signer(&self) -> Option<Rc<Signer>> {
        self.key.as_ref().map(|key| Rc::clone(&key.signer))
    }

    /// The key of a practice identity; never that of an imported one.
    pub(super) fn practice_key(&self) -> Option<CryptoKey> {
        self.key.as_ref().and_then(|key| key.practice.clone())
    }

    /// Adds the device's certificates and key. What was made for practice gives way to what the person brings.
    fn add(&mut self, certificates: Vec<Certificate>, files: Vec<String>, key: Option<HeldKey>) {
        if certificates.is_empty() && key.is_none() {
            return;
        }
        let kept = self
            .material
            .take()
            .filter(|material| material.origin == Origin::Imported);
        if kept.is_none() {
            self.key = None;
        }
        let mut material = kept.unwrap_or_else(empty);
        for certificate in certificates {
            if material
                .certificates
                .iter()
                .all(|loaded| loaded.der != certificate.der)
            {
                material.certificates.push(certificate);
            }
        }
        for file in files {
            if !material.files.contains(&file) {
                material.files.push(file);
            }
        }
        if key.is_some() {
            self.key = key;
        }
        material.key = self.key.as_ref().map(|key| key_facts(&key.signer, None));
        self.material = Some(material.arranged());
    }

    fn enrol_under(&mut self, ca: Certificate) {
        self.material.get_or_insert_with(empty).enrolment_ca = Some(ca);
    }

    /// Which of the certificates the key belongs to.
    async fn owner(&self) -> Option<usize> {
        let (material, key) = (self.material.as_ref()?, self.key.as_ref()?);
        for (index, certificate) in material.certificates.iter().enumerate() {
            if key.belongs_to(certificate).await {
                return Some(index);
            }
        }
        None
    }

    /// Notes which certificate the key belongs to, unless another key has come in the meantime.
    fn owned_by(&mut self, owner: Option<usize>, before: &Self) -> Self {
        let same_key = match (&self.key, &before.key) {
            (Some(now), Some(before)) => Rc::ptr_eq(&now.signer, &before.signer),
            _ => false,
        };
        if let Some(facts) = self
            .material
            .as_mut()
            .and_then(|material| material.key.as_mut())
            .filter(|_| same_key)
        {
            facts.belongs_to = owner;
            self.material = self.material.take().map(Material::arranged);
        }
        self.clone()
    }
}

impl HeldKey {
    /// Public keys are compared where the file told ours; else the key has to sign something.
    async fn belongs_to(&self, certificate: &Certificate) -> bool {
        match &self.public_key {
            Some(ours) => spki::same_key(ours, certificate.spki_der()),
            None if *self.signer.kind() != certificate.key => false,
            None => matches!(
                self.signer.prove_possession(certificate.spki_der()).await,
                Ok((_, Verdict::Valid))
            ),
        }
    }
}

fn empty() -> Material {
    Material {
        origin: Origin::Imported,
        certificates: Vec::new(),
        files: Vec::new(),
        key: None,
        enrolment_ca: None,
        order: Order::default(),
    }
}

fn key_facts(signer: &Signer, belongs_to: Option<usize>) -> KeyFacts {
    let schemes = signer
        .schemes()
        .iter()
        .map(|scheme| scheme.as_str().to_owned())
        .collect();
    KeyFacts {
        kind: signer.kind().to_string(),
        schemes,
        belongs_to,
    }
}

impl Import {
    /// What came of it when the code that reads files was not to be had: nothing, and that is said.
    pub(super) fn unfetched(material: Option<Material>, slot: Slot) -> Self {
        let note = ImportNote {
            slot,
            severity: NoteSeverity::Error,
            what: "The files were not read: whatever serves this page no longer answers".to_owned(),
            fix: "Start it again, and give the files once more.".to_owned(),
            file: None,
            line: None,
            column: None,
        };
        Self {
            material,
            server_roots: Vec::new(),
            notes: vec![note],
        }
    }
}

/// Takes in files, dropped, chosen or pasted into the box `slot`.
pub(super) async fn import(
    holdings: Rc<RefCell<Holdings>>,
    files: Vec<NamedBytes>,
    slot: Slot,
) -> Import {
    match slot {
        Slot::Device => import_device(files, &holdings).await,
        Slot::EnrolmentCa => import_enrolment_ca(&files, &mut holdings.borrow_mut()),
        Slot::ServerTrust => import_server_trust(&files, &holdings.borrow()),
    }
}

/// Files into [`Slot::Device`]. The cell is never borrowed across an await: imports may overlap.
async fn import_device(files: Vec<NamedBytes>, holdings: &RefCell<Holdings>) -> Import {
    let Sorted {
        certificates,
        keys,
        files: names,
        mut notes,
    } = sorted(&files, Slot::Device);
    drop(files);
    let key = import_first(keys, &mut notes).await;
    let brought_key = key.is_some();
    holdings.borrow_mut().add(certificates, names, key);

    let before = holdings.borrow().clone();
    let owner = before.owner().await;
    let after = holdings.borrow_mut().owned_by(owner, &before);
    let has_certificates = after
        .material
        .as_ref()
        .is_some_and(|material| !material.certificates.is_empty());
    if after.signer().is_some() && has_certificates && owner.is_none() {
        notes.push(ImportNote {
            slot: Slot::Device,
            severity: NoteSeverity::Error,
            what: if brought_key {
                "This private key belongs to none of the certificates".to_owned()
            } else {
                "The private key loaded before belongs to none of these certificates".to_owned()
            },
            fix: "Load the key that the certificate was requested with, or the certificate of this key.".to_owned(),
            file: None,
            line: None,
            column: None,
        });
    }
    Import {
        material: after.material,
        server_roots: Vec::new(),
        notes,
    }
}

/// Files into [`Slot::EnrolmentCa`]: one certificate.
fn import_enrolment_ca(files: &[NamedBytes], holdings: &mut Holdings) -> Import {
    let Sorted {
        mut certificates,
        mut notes,
        ..
    } = sorted(files, Slot::EnrolmentCa);
    if !certificates.is_empty() {
        let ca = certificates
            .iter()
            .position(Certificate::is_ca)
            .unwrap_or_default();
        let several = certificates.len() > 1;
        let ca = certificates.swap_remove(ca);
        if several {
            notes.push(ImportNote {
                slot: Slot::EnrolmentCa,
                severity: NoteSeverity::Note,
                what: format!(
                    "Of several certificates, {:?} was taken",
                    ca.subject.to_string()
                ),
                fix: "A group knows its devices by one CA certificate.".to_owned(),
                file: None,
                line: None,
                column: None,
            });
        }
        holdings.enrol_under(ca);
    }
    Import {
        material: holdings.material.clone(),
        server_roots: Vec::new(),
        notes,
    }
}

/// Files into [`Slot::ServerTrust`]: any number of certificates, which do not become the device's.
fn import_server_trust(files: &[NamedBytes], holdings: &Holdings) -> Import {
    let Sorted {
        certificates,
        notes,
        ..
    } = sorted(files, Slot::ServerTrust);
    let server_roots = certificates
        .into_iter()
        .map(|certificate| certificate.der)
        .collect();
    Import {
        material: holdings.material.clone(),
        server_roots,
        notes,
    }
}

fn sorted(files: &[NamedBytes], slot: Slot) -> Sorted {
    sort(
        files
            .iter()
            .map(|file| (file.name.as_deref(), file.bytes.as_slice())),
        slot,
    )
}

/// Imports the first key the browser takes; a device has one.
async fn import_first(keys: Vec<FoundKey>, notes: &mut Vec<ImportNote>) -> Option<HeldKey> {
    let mut held = None;
    for FoundKey { key, file, line } in keys {
        let mut note = |severity, what: String, fix: &str| {
            let (file, line) = (file.clone(), Some(line));
            notes.push(ImportNote {
                slot: Slot::Device,
                severity,
                what,
                fix: fix.to_owned(),
                file,
                line,
                column: None,
            });
        };
        if held.is_some() {
            let what = "This is a second private key; it was left out".to_owned();
            note(
                NoteSeverity::Warning,
                what,
                "A device has one key. Load one at a time.",
            );
            continue;
        }
        match Signer::import(&key).await {
            Ok(signer) => {
                let public_key = key.public_key().map(<[u8]>::to_vec);
                held = Some(HeldKey {
                    signer: Rc::new(signer),
                    public_key,
                    practice: None,
                });
            }
            Err(error) => {
                let what = format!(
                    "The private key ({}) could not be used: {error}",
                    key.kind()
                );
                note(
                    NoteSeverity::Error,
                    what,
                    "See whether `openssl pkey -in FILE -check` accepts it.",
                );
            }
        }
    }
    held
}

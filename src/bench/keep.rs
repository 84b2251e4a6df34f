//! The files themselves. Their bytes may hold private keys: they are in no signal, and overwritten when they go.

use std::fmt;

use device_certs::lint::{Exhibit, Lock, LockState};
use device_certs::locked::unlock;
use device_certs::pem::{self, ItemKind, Reading};
use device_certs::{Belongs, KeyContainer, PrivateKey};
use zeroize::Zeroizing;

use super::{FileId, Role};
use crate::import_note::MAX_FILE_BYTES;

/// One file.
pub struct Kept {
    /// Its number.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// What the person said it is for.
    pub chosen: Option<Role>,
    bytes: Zeroizing<Vec<u8>>,
    reading: Reading,
    locks: Vec<Lock>,
}

/// The name and length only: it may be a private key.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

/// Every file on the bench, in the order they came.
#[derive(Debug, Default)]
pub struct Keep {
    files: Vec<Kept>,
    next: FileId,
}

/// What came of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unlocked {
    /// It opened everything that is locked in the file.
    Opened,
    /// It did not, and why: a sentence.
    Refused(String),
}

impl Kept {
    fn read(id: FileId, name: String, bytes: &[u8]) -> Self {
        // One byte more than may be read tells that there was more; nothing of it is looked at.
        let too_large = bytes.len() > MAX_FILE_BYTES;
        let kept = if too_large { &[][..] } else { bytes };
        let mut reading = pem::read(kept);
        // PKCS#12 without a password needs none.
        let locks = unlock(&mut reading, None);
        Self {
            id,
            name,
            chosen: None,
            bytes: Zeroizing::new(kept.to_vec()),
            reading,
            locks,
        }
    }

    /// The file as the rules see it.
    pub fn exhibit(&self) -> Exhibit<'_> {
        Exhibit::of(&self.bytes, self.reading.clone(), self.locks.clone())
    }

    /// The file's bytes; `None` when there is a private key among them, which is not for looking at.
    pub fn visible_bytes(&self) -> Option<&[u8]> {
        let secret = self.reading.holds_private_key()
            || self.locks.iter().any(|lock| lock.kind.is_private_key());
        (!secret).then_some(&**self.bytes)
    }

    pub(super) fn bytes(&self) -> &Zeroizing<Vec<u8>> {
        &self.bytes
    }

    pub(super) fn reading(&self) -> &Reading {
        &self.reading
    }

    pub(super) fn locks(&self) -> &[Lock] {
        &self.locks
    }

    /// The containers that the file's first usable private key can be in.
    pub fn key_containers(&self) -> Vec<KeyContainer> {
        let Some((_, key)) = self.keys().next() else {
            return Vec::new();
        };
        let all = KeyContainer::ALL.into_iter();
        all.filter(|container| container.holds(key.kind()))
            .collect()
    }

    /// The file's first usable private key in another container, as PEM, and a name for the file it is saved in.
    pub fn key_in(&self, container: KeyContainer) -> Option<(String, Zeroizing<String>)> {
        let (_, key) = self.keys().next()?;
        let stem = self
            .name
            .rsplit_once('.')
            .map_or(self.name.as_str(), |(stem, _)| stem);
        let ending = match container {
            KeyContainer::Pkcs8 => "pkcs8",
            KeyContainer::Pkcs1 => "pkcs1",
            KeyContainer::Sec1 => "sec1",
        };
        let pem = key.to_container_pem(container)?;
        Some((format!("{stem}.{ending}.pem"), pem))
    }

    /// The private keys that can be used, each with the container it is in.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&ItemKind, PrivateKey)> {
        let items = self.reading.items.iter();
        let keys = items.filter(|item| item.kind.is_private_key());
        keys.filter_map(|item| Some((&item.kind, PrivateKey::read(item).ok()?)))
    }
}

impl Keep {
    /// Takes a file in. `None` for a name means that it was pasted.
    pub fn add(&mut self, name: Option<String>, bytes: &[u8]) -> FileId {
        let id = self.next;
        self.next += 1;
        let pasted = || {
            let before = self
                .files
                .iter()
                .filter(|file| file.name.starts_with(PASTED));
            match before.count() {
                0 => PASTED.to_owned(),
                count => format!("{PASTED} {}", count + 1),
            }
        };
        let name = name.unwrap_or_else(pasted);
        self.files.push(Kept::read(id, name, bytes));
        id
    }

    /// Every file.
    pub fn files(&self) -> &[Kept] {
        &self.files
    }

    /// The file of this number.
    pub fn get(&self, id: FileId) -> Option<&Kept> {
        self.files.iter().find(|file| file.id == id)
    }

    /// The file of this number, to change what it is for.
    pub fn get_mut(&mut self, id: FileId) -> Option<&mut Kept> {
        self.files.iter_mut().find(|file| file.id == id)
    }

    /// Takes a file away.
    pub fn remove(&mut self, id: FileId) {
        self.files.retain(|file| file.id != id);
    }

    /// Takes every file away.
    pub fn clear(&mut self) {
        self.files.clear();
    }

    /// Opens what is locked in a file. The password is not kept.
    pub fn unlock(&mut self, id: FileId, password: &str) -> Unlocked {
        let Some(file) = self.get_mut(id) else {
            return Unlocked::Refused("The file is no longer here.".to_owned());
        };
        let mut reading = pem::read(&file.bytes);
        let locks = unlock(&mut reading, Some(password));
        let refused = locks.iter().find_map(|lock| match &lock.state {
            LockState::WrongPassword => {
                Some("The password is wrong, or the file is damaged.".to_owned())
            }
            LockState::Unreadable(why) => Some(sentence(why)),
            LockState::Opened | LockState::Closed => None,
        });
        match refused {
            Some(why) => Unlocked::Refused(why),
            None => {
                (file.reading, file.locks) = (reading, locks);
                Unlocked::Opened
            }
        }
    }

    /// What every file is for: as the person said, else by what is in it and by the keys at hand.
    pub fn roles(&self) -> Vec<Role> {
        let keys: Vec<PrivateKey> = self.keys().map(|(_, key)| key).collect();
        let role = |file: &Kept| {
            let exhibit = file.exhibit();
            let mut certificates = exhibit.certificates.iter();
            let has_key = certificates.any(|certificate| {
                keys.iter()
                    .any(|key| key.belongs_to(certificate) == Belongs::Yes)
            });
            let told = Role::of(&exhibit, has_key);
            match file.chosen {
                Some(chosen) if Role::CHOICES.contains(&told) => chosen,
                _ => told,
            }
        };
        self.files.iter().map(role).collect()
    }

    /// Name and bytes of what a device needs: what it presents, and keys. Locked files are left out.
    pub fn of_device(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.files.iter().zip(self.roles());
        let wanted = files.filter(|(file, role)| {
            let open = |lock: &Lock| lock.state == LockState::Opened;
            matches!(role, Role::Device | Role::Key) && file.locks.iter().all(open)
        });
        wanted.map(|(file, _)| (file.name.as_str(), file.bytes.as_slice()))
    }

    /// Every private key that can be used, with its file.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&Kept, PrivateKey)> {
        let files = self.files.iter();
        files.flat_map(|file| file.keys().map(move |(_, key)| (file, key)))
    }
}

/// What pasted text is called.
const PASTED: &str = "pasted text";

/// A clause as a sentence.
pub(super) fn sentence(clause: &str) -> String {
    let mut text = clause.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !text.is_empty() && !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

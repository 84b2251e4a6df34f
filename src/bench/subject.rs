//! What a question is about: one file, or several put together as a person would put them into one.

use device_certs::chain::{self, Chain};
use device_certs::lint::{Exhibit, Lock, Profile};
use device_certs::pem::{self, Reading};
use device_certs::{Belongs, Certificate, pem_encode};
use zeroize::Zeroizing;

use super::{FileId, Keep, Kept, Origin, Role};

/// The most certificates that are put behind a leaf from other files.
const MAX_ADDED: usize = 8;

/// What a question is about.
pub struct Subject {
    file: Zeroizing<Vec<u8>>,
    reading: Reading,
    locks: Vec<Lock>,
    /// For each certificate where it came from.
    pub origins: Vec<Origin>,
    /// The files it was put together from.
    pub files: Vec<FileId>,
    /// What to call it.
    pub name: String,
}

struct Part<'a> {
    origin: Origin,
    name: &'a str,
    certificate: Certificate,
}

impl Subject {
    /// What `question` is about. `selected` is the file that is looked at, which decides where several could be meant.
    pub fn compose(keep: &Keep, question: Profile, selected: Option<FileId>) -> Option<Self> {
        let roles = keep.roles();
        let files: Vec<(&Kept, Role)> = keep.files().iter().zip(roles).collect();
        if question == Profile::Server {
            return Self::of_server(&files, selected);
        }
        let main = main_file(keep, &files, question, selected)?;
        let mut parts = parts_of(main);
        if question != Profile::Ca {
            add_issuers(&mut parts, &files, question);
        }
        let alone = parts.iter().all(|part| part.origin.0 == main.id);
        Some(if alone {
            Self::alone(main)
        } else {
            Self::of_parts(&parts)
        })
    }

    /// The subject as the rules see it.
    pub fn exhibit(&self) -> Exhibit<'_> {
        Exhibit::of(&self.file, self.reading.clone(), self.locks.clone())
    }

    /// Whether it is a file as it is, so that lines and bytes of the file mean something.
    pub fn is_one_file(&self) -> bool {
        self.files.len() == 1
    }

    /// All certificates that the device would trust servers by, in one.
    fn of_server(files: &[(&Kept, Role)], selected: Option<FileId>) -> Option<Self> {
        let of_role = |role: Role| move |(_, its): &&(&Kept, Role)| *its == role;
        let mut chosen: Vec<&Kept> = files
            .iter()
            .filter(of_role(Role::Server))
            .map(|(file, _)| *file)
            .collect();
        if chosen.is_empty() {
            // Asked on purpose: what if the device trusted by this?
            let looked_at = files.iter().find(|(file, _)| Some(file.id) == selected);
            let some = looked_at.or_else(|| files.iter().find(of_role(Role::Ca)))?;
            chosen.push(some.0);
        }
        match chosen.as_slice() {
            [only] => Some(Self::alone(only)),
            several => {
                let parts: Vec<Part<'_>> = several.iter().flat_map(|file| parts_of(file)).collect();
                Some(Self::of_parts(&parts))
            }
        }
    }

    fn alone(file: &Kept) -> Self {
        let count = file.exhibit().certificates.len();
        Self {
            file: file.bytes().clone(),
            reading: file.reading().clone(),
            locks: file.locks().to_vec(),
            origins: (0..count).map(|index| (file.id, index)).collect(),
            files: vec![file.id],
            name: file.name.clone(),
        }
    }

    fn of_parts(parts: &[Part<'_>]) -> Self {
        let blocks = parts
            .iter()
            .map(|part| pem_encode("CERTIFICATE", &part.certificate.der));
        let file = blocks.collect::<String>().into_bytes();
        let reading = pem::read(&file);
        let mut files = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for part in parts {
            if !files.contains(&part.origin.0) {
                files.push(part.origin.0);
                names.push(part.name);
            }
        }
        Self {
            file: Zeroizing::new(file),
            reading,
            locks: Vec::new(),
            origins: parts.iter().map(|part| part.origin).collect(),
            files,
            name: names.join(" + "),
        }
    }
}

fn parts_of(file: &Kept) -> Vec<Part<'_>> {
    let certificates = file.exhibit().certificates.into_iter().enumerate();
    let part = |(index, certificate)| Part {
        origin: (file.id, index),
        name: &file.name,
        certificate,
    };
    certificates.map(part).collect()
}

/// The file that a question about one certificate is about.
fn main_file<'a>(
    keep: &Keep,
    files: &[(&'a Kept, Role)],
    question: Profile,
    selected: Option<FileId>,
) -> Option<&'a Kept> {
    let with_certificates: Vec<(&Kept, Role)> = files
        .iter()
        .copied()
        .filter(|(file, _)| !file.exhibit().certificates.is_empty())
        .collect();
    let looked_at = files.iter().find(|(file, _)| Some(file.id) == selected);
    let has_leaf = |file: &Kept| {
        let exhibit = file.exhibit();
        exhibit.leaf().is_some_and(|leaf| !leaf.is_ca()) || exhibit.key.is_some()
    };
    let of_key = looked_at.and_then(|(file, _)| owner_of_key(keep, file));
    let looked_at = looked_at.filter(|(file, role)| match question {
        Profile::Device => *role == Role::Device && has_leaf(file),
        _ => !file.exhibit().certificates.is_empty(),
    });
    let wanted = match question {
        Profile::Ca => Role::Ca,
        _ => Role::Device,
    };
    let candidates = || with_certificates.iter().filter(|(_, role)| *role == wanted);
    looked_at
        .map(|(file, _)| *file)
        .or_else(|| {
            files
                .iter()
                .map(|(file, _)| *file)
                .find(|file| Some(file.id) == of_key)
        })
        .or_else(|| {
            candidates()
                .map(|(file, _)| *file)
                .find(|file| has_leaf(file))
        })
        .or_else(|| candidates().map(|(file, _)| *file).next())
        .or_else(|| broken(files, selected))
        .or_else(|| match question {
            // A lone self-signed certificate may well be the device's.
            Profile::Device => with_certificates
                .iter()
                .find(|(_, role)| *role == Role::Ca)
                .map(|(file, _)| *file),
            _ => with_certificates.first().map(|(file, _)| *file),
        })
}

/// A file with nothing but problems is worth judging too: they are what is to be said.
fn broken<'a>(files: &[(&'a Kept, Role)], selected: Option<FileId>) -> Option<&'a Kept> {
    let aside = files.iter().filter(|(_, role)| *role == Role::Aside);
    let mut aside = aside.map(|(file, _)| *file);
    let chosen = aside.clone().find(|file| Some(file.id) == selected);
    chosen.or_else(|| aside.next())
}

fn owner_of_key(keep: &Keep, file: &Kept) -> Option<FileId> {
    let (_, key) = file.keys().next()?;
    let owner = keep.files().iter().find(|other| {
        let exhibit = other.exhibit();
        let mut certificates = exhibit.certificates.iter();
        certificates.any(|certificate| key.belongs_to(certificate) == Belongs::Yes)
    });
    owner.map(|owner| owner.id)
}

/// Puts the issuers that other files hold behind what is there, in the order a device sends them.
fn add_issuers<'a>(parts: &mut Vec<Part<'a>>, files: &[(&'a Kept, Role)], question: Profile) {
    let may_add = |role: Role| match question {
        // What the service knows already, the device need not send.
        Profile::Device => role == Role::Device,
        _ => matches!(role, Role::Device | Role::Ca),
    };
    let mut others: Vec<Part<'a>> = files
        .iter()
        .filter(|(_, role)| may_add(*role))
        .flat_map(|(file, _)| parts_of(file))
        .filter(|other| other.certificate.is_ca())
        .collect();
    for _ in 0..MAX_ADDED {
        let certificates: Vec<Certificate> =
            parts.iter().map(|part| part.certificate.clone()).collect();
        let Chain { path, .. } = chain::order(&certificates, None);
        let Some(top) = path.last().and_then(|index| certificates.get(*index)) else {
            return;
        };
        others.retain(|other| {
            certificates
                .iter()
                .all(|known| known.der != other.certificate.der)
        });
        let issuer = others
            .iter()
            .position(|other| chain::may_have_issued(&other.certificate, top));
        match issuer {
            Some(index) if !top.is_self_issued() => parts.push(others.swap_remove(index)),
            _ => return,
        }
    }
}

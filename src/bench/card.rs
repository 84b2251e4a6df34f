//! A file as it is shown at the side: what it is, what was repaired, what is wrong, and what to do with it.

use device_certs::certificate::ValidAt;
use device_certs::lint::LockState;
use device_certs::pem::{Item, ItemKind, RepairKind};
use device_certs::{Belongs, Certificate, KeyContainer, PrivateKey};

use super::keep::sentence;
use super::{FileId, Keep, Kept, Lookable, Role};
use crate::material::date;

/// How a word on a card is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Plain,
    /// As it should be.
    Ok,
    /// To be looked at.
    Warn,
    /// It will not do.
    Bad,
}

/// A word on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// How it is meant.
    pub tone: Tone,
    /// The word.
    pub text: String,
}

/// One repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairLine {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What was repaired: a sentence.
    pub what: String,
    /// What stood there and what stands there now; `None` in a file with a private key, of which nothing is shown.
    pub change: Option<(String, String)>,
    /// How often.
    pub times: usize,
}

/// One thing wrong that could not be repaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemLine {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// The bytes of the file.
    pub bytes: std::ops::Range<usize>,
    /// What was seen: a sentence.
    pub what: String,
    /// What to do: a sentence.
    pub fix: String,
}

/// A private key: everything about it but itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// `EC P-256`, or why nothing more is known.
    pub kind: String,
    /// What it is wrapped in, with its article.
    pub container: String,
    /// Which certificate it belongs to, in words.
    pub belongs_to: Option<String>,
}

/// A block that is neither certificate nor usable key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherBlock {
    /// What it is, with its article.
    pub what: String,
    /// What to do with it: a sentence, with the command where there is one.
    pub advice: String,
    /// The line it begins on.
    pub line: usize,
}

/// A file as it is shown at the side. Nothing secret is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its number.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// What it is, in a few words.
    pub what: String,
    /// What is to be known of it at a glance.
    pub badges: Vec<Badge>,
    /// What it is for.
    pub role: Role,
    /// Whether a person can say that it is for something else.
    pub can_choose: bool,
    /// Its certificates.
    pub certificates: Vec<Certificate>,
    /// Its keys.
    pub keys: Vec<KeyFacts>,
    /// What else is in it.
    pub others: Vec<OtherBlock>,
    /// What of it can be looked into.
    pub lookable: Vec<Lookable>,
    /// Containers that its private key can be saved in.
    pub containers: Vec<KeyContainer>,
    /// What was repaired.
    pub repairs: Vec<RepairLine>,
    /// What could not be repaired.
    pub problems: Vec<ProblemLine>,
    /// Whether a password is asked for.
    pub is_locked: bool,
    /// Whether it holds a private key that can be used.
    pub has_key: bool,
}

impl Card {
    /// A card for every file. `now` is in Unix seconds.
    pub fn all(keep: &Keep, now: i64) -> Vec<Self> {
        let roles = keep.roles();
        let files = keep.files().iter().zip(roles);
        files
            .map(|(file, role)| Self::of(keep, file, role, now))
            .collect()
    }

    fn of(keep: &Keep, file: &Kept, role: Role, now: i64) -> Self {
        let exhibit = file.exhibit();
        let reading = file.reading();
        let is_locked = file
            .locks()
            .iter()
            .any(|lock| lock.state != LockState::Opened);
        let keys: Vec<KeyFacts> = reading
            .items
            .iter()
            .filter(|item| item.kind.is_private_key())
            .map(|item| key_facts(keep, item))
            .collect();
        let secret = file.visible_bytes().is_none();
        let mut card = Self {
            id: file.id,
            name: file.name.clone(),
            what: String::new(),
            badges: Vec::new(),
            role,
            can_choose: !exhibit.certificates.is_empty(),
            keys,
            others: reading.items.iter().filter_map(other).collect(),
            lookable: Lookable::all(file),
            containers: file.key_containers(),
            repairs: reading
                .repairs
                .iter()
                .map(|repair| RepairLine {
                    line: repair.line,
                    column: repair.column,
                    what: sentence(repair.what),
                    change: (!secret && !reading.items.is_empty())
                        .then(|| (repair.before.clone(), repair.after.clone())),
                    times: repair.times,
                })
                .collect(),
            problems: Vec::new(),
            is_locked,
            has_key: exhibit.key.is_some(),
            certificates: exhibit.certificates.clone(),
        };
        // That a file holds no certificate is no problem here, where anything may be put.
        let of_no_use = |problem: &&device_certs::pem::Problem| {
            use device_certs::pem::ProblemKind::{Absent, Unexpected};
            reading.items.is_empty() || !matches!(problem.kind, Unexpected { .. } | Absent { .. })
        };
        card.problems = exhibit
            .problems
            .iter()
            .filter(of_no_use)
            .map(|problem| ProblemLine {
                line: problem.line,
                column: problem.column,
                bytes: problem.bytes.clone(),
                what: sentence(&problem.what),
                fix: problem.fix.clone(),
            })
            .collect();
        card.what = what(&card, file);
        card.badges = badges(&card, file, now);
        card
    }
}

fn key_facts(keep: &Keep, item: &Item) -> KeyFacts {
    let container = item.kind.to_string();
    match PrivateKey::read(item) {
        Ok(key) => KeyFacts {
            kind: key.kind().to_string(),
            container,
            belongs_to: owner(keep, &key),
        },
        Err(error) => KeyFacts {
            kind: error.to_string(),
            container,
            belongs_to: None,
        },
    }
}

/// The certificate a key belongs to, as far as the file tells its public key.
fn owner(keep: &Keep, key: &PrivateKey) -> Option<String> {
    keep.files().iter().find_map(|file| {
        let exhibit = file.exhibit();
        let mut certificates = exhibit.certificates.iter();
        let owned = certificates.find(|certificate| key.belongs_to(certificate) == Belongs::Yes)?;
        Some(match owned.common_name() {
            Some(name) => format!("{name} in {}", file.name),
            None => file.name.clone(),
        })
    })
}

fn other(item: &Item) -> Option<OtherBlock> {
    let advice = match &item.kind {
        ItemKind::Certificate | ItemKind::EcParameters => return None,
        ItemKind::EncryptedKey(_) | ItemKind::Pkcs12 => {
            "Type its password, and it is opened in this tab.".to_owned()
        }
        kind if kind.is_private_key() => match PrivateKey::read(item) {
            Ok(_) => return None,
            Err(error) => error.fix().to_owned(),
        },
        kind => kind.advice().to_owned(),
    };
    Some(OtherBlock {
        what: item.kind.to_string(),
        advice,
        line: item.lines.start,
    })
}

/// What a file is: its contents and, where that is not plain PEM, its dress.
fn what(card: &Card, file: &Kept) -> String {
    let mut parts: Vec<String> = Vec::new();
    match card.certificates.as_slice() {
        [] => {}
        [only] => parts.push(match only.common_name() {
            Some(name) => format!("CN={name}, until {}", date(only.not_after)),
            None => format!(
                "a certificate without a common name, until {}",
                date(only.not_after)
            ),
        }),
        several => parts.push(format!("{} certificates", several.len())),
    }
    for key in &card.keys {
        parts.push(format!("{}: {}", key.container, key.kind));
    }
    let told = |block: &&OtherBlock| !card.keys.iter().any(|key| key.container == block.what);
    for block in card.others.iter().filter(told) {
        parts.push(block.what.clone());
    }
    if parts.is_empty() {
        return match card.problems.first() {
            Some(problem) => problem.what.clone(),
            None => "nothing that is known here".to_owned(),
        };
    }
    let repairs = &file.reading().repairs;
    let has = |kind| repairs.iter().any(|repair| repair.kind == kind);
    let dress = if has(RepairKind::Quotes) || has(RepairKind::Escapes) {
        "in a string of source code"
    } else if has(RepairKind::BareBase64) {
        "as bare base64"
    } else if has(RepairKind::HexText) {
        "as hexadecimal text"
    } else if file.bytes().first() == Some(&0x30) {
        "in binary"
    } else {
        return parts.join("; ");
    };
    format!("{} {dress}", parts.join("; "))
}

fn badges(card: &Card, file: &Kept, now: i64) -> Vec<Badge> {
    let mut badges = Vec::new();
    let mut badge = |tone, text: String| {
        let badge = Badge { tone, text };
        if !badges.contains(&badge) {
            badges.push(badge);
        }
    };
    if card.is_locked {
        badge(Tone::Warn, "behind a password".to_owned());
    }
    if !card.problems.is_empty() {
        badge(Tone::Bad, "damaged".to_owned());
    }
    let around = |repair: &device_certs::pem::Repair| repair.kind == RepairKind::TextAround;
    if file.reading().repairs.iter().any(|repair| !around(repair)) {
        badge(Tone::Warn, "repaired".to_owned());
    }
    match card.role {
        Role::Server => badge(Tone::Plain, "server trust".to_owned()),
        Role::Ca => badge(Tone::Plain, "CA".to_owned()),
        Role::Device => {
            let of_device = |certificate: &&Certificate| card.has_key || !certificate.is_ca();
            let leaf = card.certificates.iter().any(|one| of_device(&one));
            badge(
                Tone::Plain,
                if leaf { "device leaf" } else { "CA" }.to_owned(),
            );
        }
        Role::Key | Role::Aside => {}
    }
    for certificate in &card.certificates {
        match certificate.valid_at(now) {
            ValidAt::Expired => badge(
                Tone::Bad,
                format!("expired {}", date(certificate.not_after)),
            ),
            ValidAt::NotYet => badge(
                Tone::Warn,
                format!("valid from {}", date(certificate.not_before)),
            ),
            ValidAt::Unknown => badge(Tone::Bad, "dates unreadable".to_owned()),
            ValidAt::Current => {}
        }
    }
    for key in &card.keys {
        match &key.belongs_to {
            Some(owner) => badge(Tone::Ok, format!("belongs to {owner}")),
            None if card.role == Role::Key => badge(Tone::Plain, "private key".to_owned()),
            None => {}
        }
        if card.role != Role::Key {
            badge(Tone::Plain, "with private key".to_owned());
        }
    }
    badges
}

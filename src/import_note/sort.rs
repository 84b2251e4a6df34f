//! Takes files apart into certificates and private keys, whatever the order and however many are in one file.

use device_certs::certificate::Certificate;
use device_certs::pem::{self, Item, ItemKind, Problem, ProblemKind, Reading, RepairKind};
use device_certs::{PrivateKey, der};

use super::{ImportNote, MAX_FILE_BYTES, NoteSeverity, Slot};

/// What files hold.
#[derive(Clone, Debug, Default)]
pub struct Sorted {
    /// The certificates, in the order given.
    pub certificates: Vec<Certificate>,
    /// The private keys, in the order given; always empty but for [`Slot::Device`].
    pub keys: Vec<FoundKey>,
    /// Names of the files something was taken from.
    pub files: Vec<String>,
    /// What is to be said.
    pub notes: Vec<ImportNote>,
}

/// A private key and where it was.
#[derive(Clone, Debug)]
pub struct FoundKey {
    /// The key.
    pub key: PrivateKey,
    /// The file's name, if it has one.
    pub file: Option<String>,
    /// The line in the file, from 1.
    pub line: usize,
}

/// Takes `files`, each with its name and bytes, apart. `slot` decides what belongs here.
pub fn sort<'a>(
    files: impl IntoIterator<Item = (Option<&'a str>, &'a [u8])>,
    slot: Slot,
) -> Sorted {
    let mut sorted = Sorted::default();
    for (name, bytes) in files {
        Sorter {
            slot,
            name,
            bytes,
            sorted: &mut sorted,
        }
        .file();
    }
    sorted
}

struct Sorter<'a> {
    slot: Slot,
    name: Option<&'a str>,
    bytes: &'a [u8],
    sorted: &'a mut Sorted,
}

impl Sorter<'_> {
    fn file(mut self) {
        if self.bytes.len() > MAX_FILE_BYTES {
            let fix = "Choose the certificate or key file itself.";
            return self.note(
                NoteSeverity::Error,
                "the file is larger than 1 MiB",
                fix,
                None,
            );
        }
        let reading = pem::read(self.bytes);
        let taken_before = self.taken();
        self.repairs(&reading);
        let mut problems = reading.problems;
        for item in &reading.items {
            problems.extend(self.item(item));
        }
        let anything_taken = self.taken() > taken_before;
        if anything_taken {
            self.sorted.files.extend(self.name.map(str::to_owned));
        } else if problems.is_empty() && reading.items.is_empty() {
            let wanted = if self.slot == Slot::Device {
                "a certificate or private key"
            } else {
                "a certificate"
            };
            problems.push(Problem::new(
                self.bytes,
                0..self.bytes.len(),
                ProblemKind::Absent { wanted },
            ));
        }
        for problem in problems {
            // A blemish of a file that was of use does not stop anybody; a key that is of no use does.
            let is_key = matches!(problem.kind, ProblemKind::Key(_));
            let severity = if anything_taken && !is_key {
                NoteSeverity::Warning
            } else {
                NoteSeverity::Error
            };
            self.note(severity, &problem.what, &problem.fix, Some(problem.line));
        }
    }

    /// What was put right is never kept quiet: a device may not read such a file. Text around blocks harms nobody
    /// and is one note however often there is some.
    fn repairs(&mut self, reading: &Reading) {
        let (around, repairs): (Vec<_>, Vec<_>) = reading
            .repairs
            .iter()
            .partition(|repair| repair.kind == RepairKind::TextAround);
        for (index, repair) in repairs.into_iter().enumerate() {
            let fix = match index {
                0 => "Used here as put right; other programs may refuse the file as it is.",
                _ => "",
            };
            let what = reading.describe(repair);
            self.note(NoteSeverity::Note, &what, fix, Some(repair.line));
            if let Some(note) = self.sorted.notes.last_mut() {
                note.column = Some(repair.column);
            }
        }
        if let Some(first) = around.first() {
            self.note(NoteSeverity::Note, first.what, "", Some(first.line));
        }
    }

    fn taken(&self) -> usize {
        self.sorted.certificates.len() + self.sorted.keys.len()
    }

    fn item(&mut self, item: &Item) -> Option<Problem> {
        let problem = |kind| Some(Problem::new(self.bytes, item.bytes.clone(), kind));
        match &item.kind {
            ItemKind::Certificate => {
                let (certificate, found) = Certificate::read(&item.der);
                if !certificate.is_readable() {
                    let missing = der::ProblemKind::Missing {
                        field: "the certificate",
                    };
                    let kind = found
                        .into_iter()
                        .next()
                        .map_or(missing, |problem| problem.kind);
                    return problem(ProblemKind::CertificateUnreadable(kind));
                }
                self.sorted.certificates.push(certificate);
                None
            }
            kind if kind.is_private_key() && self.slot != Slot::Device => {
                let what = "a private key was put where only certificates belong";
                let fix = "It was not used. The device's key goes into the device's box; the key of a CA belongs nowhere in this page.";
                self.note(NoteSeverity::Error, what, fix, Some(item.lines.start));
                None
            }
            kind if kind.is_private_key() => match PrivateKey::read(item) {
                Ok(key) => {
                    let file = self.name.map(str::to_owned);
                    self.sorted.keys.push(FoundKey {
                        key,
                        file,
                        line: item.lines.start,
                    });
                    None
                }
                Err(error) => problem(ProblemKind::Key(error)),
            },
            // `openssl ecparam -genkey` writes them before every key.
            ItemKind::EcParameters => None,
            kind => {
                let wanted = if self.slot == Slot::Device {
                    "a certificate or private key"
                } else {
                    "a certificate"
                };
                problem(ProblemKind::Unexpected {
                    seen: kind.clone(),
                    wanted,
                })
            }
        }
    }

    fn note(&mut self, severity: NoteSeverity, what: &str, fix: &str, line: Option<usize>) {
        self.sorted.notes.push(ImportNote {
            slot: self.slot,
            severity,
            what: sentence(what),
            fix: fix.to_owned(),
            file: self.name.map(str::to_owned),
            line,
            column: None,
        });
    }
}

/// A clause as the beginning of a sentence.
fn sentence(clause: &str) -> String {
    let mut text = clause.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests;

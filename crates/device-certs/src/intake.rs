//! From the files of a person to the certificates and the key of a device.

use crate::der;
use crate::pem::{ItemKind, Problem, ProblemKind, Reading};
use crate::{Certificate, KeyError, PrivateKey};

/// The certificates of a file, in its order, and what is wrong: damaged blocks, certificates that cannot be read,
/// a file without any. A private key beside certificates is no problem. `file` is what `reading` was read from.
pub fn certificates(file: &[u8], reading: &Reading) -> (Vec<Certificate>, Vec<Problem>) {
    let intake = Intake::of(file, reading);
    let certificates = intake.certificates.into_iter();
    (
        certificates.map(|read| read.certificate).collect(),
        intake.problems,
    )
}

/// The certificates of a file with where they came from.
pub(crate) struct Intake {
    pub(crate) certificates: Vec<Read>,
    pub(crate) problems: Vec<Problem>,
}

/// One certificate that could be read.
pub(crate) struct Read {
    pub(crate) certificate: Certificate,
    /// What is wrong with its encoding.
    pub(crate) problems: Vec<der::Problem>,
    /// The block, as an index into the items of the reading.
    pub(crate) item: usize,
}

impl Intake {
    pub(crate) fn of(file: &[u8], reading: &Reading) -> Self {
        let mut certificates = Vec::new();
        let mut problems = reading.problems.clone();
        for (index, item) in reading.items.iter().enumerate() {
            if item.kind != ItemKind::Certificate {
                continue;
            }
            let (certificate, found) = Certificate::read(&item.der);
            if certificate.is_readable() {
                certificates.push(Read {
                    certificate,
                    problems: found,
                    item: index,
                });
                continue;
            }
            let first = found.into_iter().next().map(|problem| problem.kind);
            let kind = first.unwrap_or(der::ProblemKind::Missing {
                field: "the certificate",
            });
            problems.push(Problem::new(
                file,
                item.bytes.clone(),
                ProblemKind::CertificateUnreadable(kind),
            ));
        }
        if certificates.is_empty() && problems.is_empty() {
            let wanted = "a certificate";
            problems.push(match reading.items.first() {
                Some(item) => {
                    let seen = item.kind.clone();
                    Problem::new(
                        file,
                        item.bytes.clone(),
                        ProblemKind::Unexpected { seen, wanted },
                    )
                }
                None => Problem::new(file, 0..file.len(), ProblemKind::Absent { wanted }),
            });
        }
        Self {
            certificates,
            problems,
        }
    }
}

/// The first private key of a file. `file` is what `reading` was read from.
///
/// # Errors
/// The problem to show: why the first private key cannot be used, or what the file holds instead of one.
pub fn private_key(file: &[u8], reading: &Reading) -> Result<PrivateKey, Box<Problem>> {
    if let Some(item) = reading.items.iter().find(|item| item.kind.is_private_key()) {
        let located = |error| {
            Box::new(Problem::new(
                file,
                item.bytes.clone(),
                ProblemKind::Key(error),
            ))
        };
        return PrivateKey::read(item).map_err(located);
    }
    if let Some(problem) = reading.problems.first() {
        return Err(Box::new(problem.clone()));
    }
    let (bytes, kind) = match reading.items.first() {
        Some(item) => {
            let seen = item.kind.clone();
            (
                item.bytes.clone(),
                ProblemKind::Key(KeyError::NotAPrivateKey { seen }),
            )
        }
        None => (
            0..file.len(),
            ProblemKind::Absent {
                wanted: "a private key",
            },
        ),
    };
    Err(Box::new(Problem::new(file, bytes, kind)))
}

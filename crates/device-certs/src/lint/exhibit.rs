//! A file as the rules see it, read once.

use super::{Lock, LockState};
use crate::chain::{self, Chain};
use crate::der;
use crate::intake::Intake;
use crate::pem::{self, Item, ItemKind, ProblemKind, Reading};
use crate::{Certificate, PrivateKey, SignatureCheck};

/// What a file holds.
#[derive(Debug)]
pub struct Exhibit<'a> {
    /// The file.
    pub file: &'a [u8],
    /// Its blocks; in the place of those that a password opened, what was in them.
    pub reading: Reading,
    /// The blocks that are or were behind a password.
    pub locks: Vec<Lock>,
    /// What is wrong with the file, the certificates that cannot be read included.
    pub problems: Vec<pem::Problem>,
    /// The certificates that can be read, in the order of the file.
    pub certificates: Vec<Certificate>,
    /// For each certificate what is wrong with its encoding.
    pub der_problems: Vec<Vec<der::Problem>>,
    /// For each certificate the block it came from, as an index into the items of the reading.
    pub items: Vec<usize>,
    /// The first private key of the file that can be used.
    pub key: Option<PrivateKey>,
    /// The certificates as a chain.
    pub chain: Chain,
}

/// One certificate and the one that must have signed it; a root names itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The certificate, as an index.
    pub certificate: usize,
    /// Its issuer, as an index.
    pub issuer: usize,
    /// The signature to check.
    pub check: SignatureCheck,
}

impl<'a> Exhibit<'a> {
    /// Reads a file. Never fails: what cannot be read is among the problems.
    pub fn read(file: &'a [u8]) -> Self {
        let reading = pem::read(file);
        let locks = Lock::all_of(&reading);
        Self::of(file, reading, locks)
    }

    /// Reads a file and opens what is in it with a password.
    #[cfg(feature = "pkcs12")]
    pub fn unlocked(file: &'a [u8], password: Option<&str>) -> Self {
        let mut reading = pem::read(file);
        let locks = crate::locked::unlock(&mut reading, password);
        Self::of(file, reading, locks)
    }

    /// What a file holds that was read already.
    pub fn of(file: &'a [u8], reading: Reading, locks: Vec<Lock>) -> Self {
        let intake = Intake::of(file, &reading);
        let mut certificates = Vec::new();
        let mut der_problems = Vec::new();
        let mut items = Vec::new();
        for read in intake.certificates {
            certificates.push(read.certificate);
            der_problems.push(read.problems);
            items.push(read.item);
        }
        let problems = intake.problems;
        let mut keys = reading
            .items
            .iter()
            .filter(|item| item.kind.is_private_key());
        let key = keys.find_map(|item| PrivateKey::read(item).ok());
        let chain = chain::order(&certificates, key.as_ref());
        Self {
            file,
            reading,
            locks,
            problems,
            certificates,
            der_problems,
            items,
            key,
            chain,
        }
    }

    /// True for a file with a private key and nothing to judge.
    pub fn is_key_file(&self) -> bool {
        let others = |kind: &ItemKind| !kind.is_private_key() && *kind != ItemKind::EcParameters;
        !self.reading.items.is_empty() && !self.reading.items.iter().any(|item| others(&item.kind))
    }

    /// True when there are certificates or keys in the file that could not be read. What is missing then need not be
    /// missing.
    pub fn has_lost_blocks(&self) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| !matches!(problem.kind, ProblemKind::LabelsDiffer { .. }))
    }

    /// The lock a block was behind before a password opened it.
    pub(crate) fn opened_lock(&self, item: &Item) -> Option<&Lock> {
        let mut locks = self.locks.iter();
        locks.find(|lock| lock.state == LockState::Opened && lock.bytes == item.bytes)
    }

    /// The certificate the file is about.
    pub fn leaf(&self) -> Option<&Certificate> {
        self.certificates.get(self.chain.leaf()?)
    }

    /// The signatures to check before judging: along the chain, and of every certificate that names itself.
    /// [`judge`](super::judge) takes the verdicts in this order.
    pub fn links(&self) -> Vec<Link> {
        let pairs = self.chain.path.iter().zip(self.chain.path.iter().skip(1));
        let along = pairs.map(|(certificate, issuer)| (*certificate, *issuer));
        let own = (0..self.certificates.len()).map(|index| (index, index));
        let link = |(index, above): (usize, usize)| {
            let certificate = self.certificates.get(index)?;
            let issuer = self.certificates.get(above)?;
            let asked = index != above || certificate.is_self_issued();
            asked.then(|| Link {
                certificate: index,
                issuer: above,
                check: chain::issued_check(certificate, issuer),
            })
        };
        along.chain(own).filter_map(link).collect()
    }

    /// Where an offset of a certificate stands in the file, as an offset into it: for PEM in the base64, as far as
    /// nothing but white space is between its characters, and of what was behind a password the beginning.
    pub(super) fn file_offset(&self, certificate: usize, offset: usize) -> usize {
        let item = self
            .items
            .get(certificate)
            .and_then(|index| self.reading.items.get(*index));
        let Some(item) = item else {
            return 0;
        };
        if self.opened_lock(item).is_some() {
            return item.bytes.start;
        }
        let block = self.file.get(item.bytes.clone()).unwrap_or_default();
        let first_line = block.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let (true, Some(first_line)) = (block.starts_with(b"-----"), first_line) else {
            // DER: one to one when the whole file is the certificate.
            let inside = item.bytes.start + offset;
            return if block.first() == Some(&0x30) && inside < item.bytes.end {
                inside
            } else {
                item.bytes.start
            };
        };
        let wanted = offset.saturating_mul(4) / 3;
        let body = block.iter().enumerate().skip(first_line);
        let mut characters = body.filter(|(_, byte)| !byte.is_ascii_whitespace());
        let found = characters.nth(wanted);
        item.bytes.start + found.map_or(0, |(at, _)| at)
    }
}

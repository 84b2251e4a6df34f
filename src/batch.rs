//! Thousands of certificate files at once: what is kept of each while the others are judged, and what is said in the end.
//!
//! All of this happens in a worker of the page; [`Overview`] is what the page gets to see.

mod overview;

pub use overview::{Hit, Overview, RuleCount};

use std::collections::BTreeSet;

use device_certs::lint::{self, Exhibit, Finding, Profile, Shares, judge_shares};
use device_certs::lints::lint;
use device_certs::report::{FileReport, Report, TextsOf, json, markdown};
use device_certs::spki;

/// The most files of one batch.
pub const MAX_FILES: usize = 20_000;
/// How many files the worker judges before it says how far it is.
pub const PORTION: usize = 50;
/// How many files are named for each rule in the page; the saved report names all.
pub const MAX_SHOWN: usize = 100;

/// A form in which the report can be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// To be read.
    Markdown,
    /// As `check --format json` writes it.
    Json,
}

impl Document {
    /// A stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }

    /// The form of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Markdown, Self::Json]
            .into_iter()
            .find(|form| form.as_str() == name)
    }
}

/// What is kept of the files judged so far.
#[derive(Debug)]
pub struct Batch {
    profile: Profile,
    files: Vec<FileReport>,
    shares: Vec<Shares>,
    /// Public keys of the certificates files are about.
    leaf_keys: BTreeSet<Vec<u8>>,
    /// Files that hold nothing but a key whose public part is known: their places, and that part.
    key_files: Vec<(usize, Vec<u8>)>,
    micros: Vec<u32>,
}

impl Batch {
    /// An empty batch of files that are for `profile`.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            files: Vec::new(),
            shares: Vec::new(),
            leaf_keys: BTreeSet::new(),
            key_files: Vec::new(),
            micros: Vec::new(),
        }
    }

    /// What the files are for.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Adds a file with what was found in it, and how long that took.
    pub fn add(&mut self, path: String, exhibit: &Exhibit<'_>, judged: lint::Report, micros: u32) {
        if let Some(leaf) = exhibit.leaf() {
            self.leaf_keys.extend(spki::identity(leaf.spki_der()));
        }
        let key = exhibit.key.as_ref().filter(|_| exhibit.is_key_file());
        let public = key.and_then(|key| spki::identity(key.public_key()?));
        let place = self.files.len();
        self.key_files.extend(public.map(|public| (place, public)));
        self.shares.push(Shares::of(exhibit));
        self.micros.push(micros);
        self.files.push(FileReport {
            findings: judged.findings,
            rulings: judged.rulings,
            ..FileReport::of(path, exhibit)
        });
    }

    /// Adds a file that could not be read at all, and why: a lower-case clause. That is a finding.
    pub fn add_unreadable(&mut self, path: String, why: String) {
        let exhibit = Exhibit::read(&[]);
        let finding = lint("file_unreadable").map(|lint| Finding {
            lint,
            message: why,
            certificate: None,
            bytes: 0..0,
            line: 1,
            column: 1,
        });
        self.shares.push(Shares::default());
        self.files.push(FileReport {
            findings: finding.into_iter().collect(),
            ..FileReport::of(path, &exhibit)
        });
    }

    /// Adds what the files have in common that must be one's own, and keys that belong to none of them.
    pub fn finish(&mut self) {
        let strays: Vec<usize> = (self.key_files.iter())
            .filter(|(_, public)| !self.leaf_keys.contains(public))
            .map(|(place, _)| *place)
            .collect();
        for place in strays {
            if let (Some(file), Some(lint)) = (self.files.get_mut(place), lint("key_differs")) {
                file.findings.push(Finding {
                    lint,
                    message: "the key belongs to none of the certificates given".to_owned(),
                    certificate: None,
                    bytes: 0..0,
                    line: 1,
                    column: 1,
                });
            }
        }
        if self.profile == Profile::Device {
            let members = self.files.iter().zip(&self.shares);
            let members: Vec<(&str, &Shares)> = members
                .map(|(file, shares)| (file.path.as_str(), shares))
                .collect();
            for found in judge_shares(&members) {
                if let Some(file) = self.files.get_mut(found.member) {
                    file.findings.push(found.finding);
                }
            }
        }
        for file in &mut self.files {
            // Stable: within a severity the order of the rules stays, what is about the batch last.
            diagnose::in_order::by_key(&mut file.findings, |finding| finding.lint.severity);
        }
    }

    /// What the page shows.
    pub fn overview(&self) -> Overview {
        Overview::of(&self.files, &self.micros)
    }

    /// The whole report.
    pub fn document(&mut self, form: Document, texts: &TextsOf<'_>) -> String {
        let report = Report {
            profile: self.profile,
            files: std::mem::take(&mut self.files),
        };
        let text = match form {
            Document::Markdown => markdown(&report, texts),
            Document::Json => json(&report, texts),
        };
        self.files = report.files;
        text
    }
}

#[cfg(test)]
mod tests;
